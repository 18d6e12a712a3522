/* A plain program on libcurl: one handle and one body, built beforehand, sent as often as asked. Prints how many seconds a
 * request took after the first, which makes the connection. */
#define _POSIX_C_SOURCE 200809L
#include "batches.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    struct curl_slist *headers;
    char body[BODY_SIZE];
    double start = 0;
    if (argc != 3)
        return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct batches batches = batches_read(argv[1]);
    int calls = atoi(argv[2]);
    CURL *handle = batches_handle(&headers);
    batches_body(&batches, 0, body);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    for (int call = 0; call < calls; call++) {
        long status = 0;
        if (call == 1)
            start = now();
        CURLcode code = curl_easy_perform(handle);
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        if (status != 204) {
            fprintf(stderr, "%ld: %s\n", status, curl_easy_strerror(code));
            return 1;
        }
    }
    printf("%.9f\n", (now() - start) / (calls - 1));
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    curl_global_cleanup();
    return 0;
}
