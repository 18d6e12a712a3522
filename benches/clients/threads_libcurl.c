/* A caller with libcurl: a handle of its own and a prepared body. Nothing is shared. */
#include "batches.h"
#include "threads.h"
#include <stdio.h>
#include <stdlib.h>

struct caller {
    CURL *handle;
    struct curl_slist *headers;
};

void callers_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

void callers_end(void)
{
    curl_global_cleanup();
}

void *caller_new(char *recordings)
{
    char body[BODY_SIZE];
    struct caller *caller = malloc(sizeof *caller);
    if (caller == NULL)
        exit(1);
    snprintf(body, sizeof body, "{\"recordingIds\":%s,\"siteUrl\":\"example.webex.com\"}", recordings);
    caller->handle = batches_handle(&caller->headers);
    curl_easy_setopt(caller->handle, CURLOPT_COPYPOSTFIELDS, body);
    return caller;
}

bool caller_move(void *caller)
{
    CURL *handle = ((struct caller *)caller)->handle;
    long status = 0;
    CURLcode code = curl_easy_perform(handle);
    if (code != CURLE_OK) {
        fprintf(stderr, "%s\n", curl_easy_strerror(code));
        return false;
    }
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != 204)
        fprintf(stderr, "%ld\n", status);
    return status == 204;
}

void caller_free(void *caller)
{
    struct caller *own = caller;
    curl_easy_cleanup(own->handle);
    curl_slist_free_all(own->headers);
    free(own);
}
