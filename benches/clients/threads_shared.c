/* A caller of this library's Client API: all callers share one client, and each call returns a report. */
#include "threads.h"
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>

static struct webexrec_client *client;

void callers_begin(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    if (webexrec_client_new(getenv("WEBEX_ACCESS_TOKEN"), NULL, &client, error, sizeof error) != WEBEXREC_OK) {
        fprintf(stderr, "%s\n", error);
        exit(1);
    }
}

void callers_end(void)
{
    webexrec_client_free(client);
}

void *caller_new(char *recordings)
{
    return recordings;
}

bool caller_move(void *caller)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *report;
    int result = webexrec_client_move_to_recycle_bin(client, caller, "example.webex.com", NULL, 0, NULL, &report,
                                                     error, sizeof error);
    webexrec_string_free(report);
    if (result != WEBEXREC_OK)
        fprintf(stderr, "%d: %s\n", result, error);
    return result == WEBEXREC_OK;
}

void caller_free(void *caller)
{
    (void)caller;
}
