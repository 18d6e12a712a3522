/* A caller of this library's Simple API. */
#include "threads.h"
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>

static const char *token;

void callers_begin(void)
{
    token = getenv("WEBEX_ACCESS_TOKEN");
}

void callers_end(void) {}

void *caller_new(char *recordings)
{
    return recordings;
}

bool caller_move(void *caller)
{
    char error[WEBEXREC_ERROR_SIZE];
    int result = webexrec_move_to_recycle_bin(token, caller, "example.webex.com", NULL, 0, error, sizeof error);
    if (result != WEBEXREC_OK)
        fprintf(stderr, "%d: %s\n", result, error);
    return result == WEBEXREC_OK;
}

void caller_free(void *caller)
{
    (void)caller;
}
