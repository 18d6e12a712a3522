/* What the libcurl clients share: batches of at most 100 ids, and one request for each. */
#ifndef BATCHES_H
#define BATCHES_H

#include <curl/curl.h>

struct batches {
    char **ids;
    int ids_count;
    long *statuses;  /* of each batch, for batches_report */
    int count;
};

/* Reads a file with one id a line; exits if that is not possible. */
struct batches batches_read(const char *path);

/* How many ids a batch has. */
int batches_size(const struct batches *batches, int batch);

/* A handle for any number of requests, one after another. The headers are freed after it. */
CURL *batches_handle(struct curl_slist **headers);

/* Builds the body of a batch's request. */
enum { BODY_SIZE = 16384 };
void batches_body(const struct batches *batches, int batch, char *body);

/* Sends one batch. Returns the HTTP status, or 0 without an answer. `retry_after`: the seconds to
 * wait before sending again, after a 429. */
long batches_send(const struct batches *batches, int batch, CURL *handle, long *retry_after);

/* Says how it went: for how many recordings that is certain, and what went wrong. */
void batches_report(const struct batches *batches);

#endif
