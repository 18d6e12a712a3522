/* A plain libcurl program: one handle and one prepared body, sent the given number of times. Prints the wall and CPU
 * seconds per request, without the first one, which opens the connection. */
#define _POSIX_C_SOURCE 200809L
#include "batches.h"
#include "common.h"
#include <stdio.h>
#include <stdlib.h>

/* Sends the request; exits if it fails. */
static void move(CURL *handle)
{
    long status = 0;
    CURLcode code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != 204) {
        fprintf(stderr, "%ld: %s\n", status, curl_easy_strerror(code));
        exit(1);
    }
}

int main(int argc, char **argv)
{
    struct curl_slist *headers;
    char body[BODY_SIZE];
    if (argc != 3)
        return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct batches batches = batches_read(argv[1]);
    int calls = atoi(argv[2]);
    CURL *handle = batches_handle(&headers);
    batches_body(&batches, 0, body);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body);
    move(handle);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int call = 1; call < calls; call++)
        move(handle);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%.9f %.9f\n", wall / (calls - 1), cpu / (calls - 1));
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
    curl_global_cleanup();
    return 0;
}
