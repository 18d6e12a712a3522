/* This library: the ids of a file, moved in one call after another as often as asked, by the Simple API, and with the
 * argument "report" by one client that gets the report. Prints the wall and the CPU seconds of a call after the first,
 * which makes the connection. */
#define _POSIX_C_SOURCE 200809L
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char ids[1 << 16];
static char error[WEBEXREC_ERROR_SIZE];

static double seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Ends the program unless all went well. */
static void check(int result)
{
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "result %d: %s\n", result, error);
        exit(1);
    }
}

/* One call, by the Simple API if there is no client. */
static void move(const webexrec_client *client, const char *token)
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
    FILE *file = fopen(argv[1], "r");
    if (file == NULL)
        return 1;
    ids[fread(ids, 1, sizeof ids - 1, file)] = '\0';
    fclose(file);
    int calls = atoi(argv[2]);
    if (argc == 4)
        check(webexrec_client_new(token, NULL, &client, error, sizeof error));
    move(client, token);
    double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int call = 1; call < calls; call++)
        move(client, token);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("%.9f %.9f\n", wall / (calls - 1), cpu / (calls - 1));
    webexrec_client_free(client);
    return 0;
}
