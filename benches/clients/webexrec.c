/* This library: one call with the whole JSON array; with the argument "report" through the Client API, which returns a
 * report. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The Simple API, which returns a result code and a message. */
static int move(const char *recordings, char *error)
{
    return webexrec_move_to_recycle_bin(getenv("WEBEX_ACCESS_TOKEN"), recordings, "example.webex.com", NULL, 0, error,
                                        WEBEXREC_ERROR_SIZE);
}

/* The Client API, which returns a report. Prints the size of the report. */
static int move_with_report(const char *recordings, char *error)
{
    webexrec_client *client;
    char *report;
    int result = webexrec_client_new(getenv("WEBEX_ACCESS_TOKEN"), NULL, &client, error, WEBEXREC_ERROR_SIZE);
    if (result != WEBEXREC_OK)
        return result;
    result = webexrec_client_move_to_recycle_bin(client, recordings, "example.webex.com", NULL, 0, NULL, &report, error,
                                                 WEBEXREC_ERROR_SIZE);
    printf("%zu\n", report == NULL ? 0 : strlen(report));
    webexrec_string_free(report);
    webexrec_client_free(client);
    return result;
}

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    if (argc != 2 && !(argc == 3 && strcmp(argv[2], "report") == 0))
        return 2;
    char *recordings = read_file(argv[1]);
    int result = argc == 2 ? move(recordings, error) : move_with_report(recordings, error);
    free(recordings);
    /* With these result codes the outcome of every recording is certain. */
    puts(result == WEBEXREC_OK || result == WEBEXREC_E_PARTIAL ? "all" : "see message");
    printf("result %d%s%s\n", result, result == WEBEXREC_OK ? "" : ": ", error);
    return 0;
}
