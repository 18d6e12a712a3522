/* A plain libcurl program: one handle, one batch after another. After a 429 it waits for Retry-After and
 * sends the batch again; after any other failure it continues with the next batch. */
#define _POSIX_C_SOURCE 200809L
#include "batches.h"
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct batches batches = batches_read(argv[1]);
    struct curl_slist *headers;
    CURL *handle = batches_handle(&headers);
    for (int batch = 0; batch < batches.count; batch++) {
        long retry_after;
        long *status = &batches.statuses[batch];
        while ((*status = batches_send(&batches, batch, handle, &retry_after)) == 429)
            sleep((unsigned)retry_after);
    }
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    batches_report(&batches);
    curl_global_cleanup();
    return 0;
}
