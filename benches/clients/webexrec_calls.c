/* This library: moves the ids of a file, the given number of times, one call after another, through the Simple API, or
 * with the argument "report" through one client that returns a report. Prints the wall and CPU seconds per call,
 * without the first one, which opens the connection. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char error[WEBEXREC_ERROR_SIZE];

/* Exits if a call failed. */
static void check(int result)
{
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "result %d: %s\n", result, error);
        exit(1);
    }
}

/* One call, through the Simple API if `client` is NULL. */
static void move(const webexrec_client *client, const char *token, const char *ids)
{
    char *report = NULL;
    if (client == NULL)
        check(webexrec_move_to_recycle_bin(token, ids, "example.webex.com", NULL, 0, error, sizeof error));
    else
        check(webexrec_client_move_to_recycle_bin(client, ids, "example.webex.com", NULL, 0, NULL, &report, error,
                                                  sizeof error));
    webexrec_string_free(report);
}

int main(int argc, char **argv)
{
    const char *token = getenv("WEBEX_ACCESS_TOKEN");
    webexrec_client *client = NULL;
    if (argc != 3 && !(argc == 4 && strcmp(argv[3], "report") == 0))
        return 2;
    char *ids = read_file(argv[1]);
    int calls = atoi(argv[2]);
    if (argc == 4)
        check(webexrec_client_new(token, NULL, &client, error, sizeof error));
    move(client, token, ids);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int call = 1; call < calls; call++)
        move(client, token, ids);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%.9f %.9f\n", wall / (calls - 1), cpu / (calls - 1));
    webexrec_client_free(client);
    return 0;
}
