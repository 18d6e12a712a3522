/* Shared by the libcurl clients: batches of at most 100 ids, and one request for each. */
#ifndef BATCHES_H
#define BATCHES_H

#include <curl/curl.h>

struct batches {
    char **ids;
    int ids_count;
    long *statuses;  /* one for each batch; set by the caller for batches_report */
    int count;
};

/* Reads a file with one id in each line; exits if it can't be read. */
struct batches batches_read(const char *path);

/* The number of ids in a batch. */
int batches_size(const struct batches *batches, int batch);

/* Makes a handle for any number of requests, one after another. Free the headers after the handle. */
CURL *batches_handle(struct curl_slist **headers);

/* Builds the body of a batch's request. */
enum { BODY_SIZE = 16384 };
void batches_body(const struct batches *batches, int batch, char *body);

/* Sends one batch. Returns the HTTP status, or 0 without a response. `retry_after` is set to the
 * seconds to wait after a 429. */
long batches_send(const struct batches *batches, int batch, CURL *handle, long *retry_after);

/* Prints the number of recordings whose outcome is certain, and the first failure. */
void batches_report(const struct batches *batches);

#endif
