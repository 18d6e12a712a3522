/* Does the same as bindings.py and Bindings.cs: moves the ids of a file (one in each line) in one call, the given
 * number of times, and reads the report. Prints the wall and CPU seconds of each call. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_IDS = 100000, ID_SIZE = 64 };

static char ids[MAX_IDS][ID_SIZE];
static int ids_count;

static void fail(const char *why)
{
    fprintf(stderr, "%s\n", why);
    exit(1);
}

/* The ids as a JSON array. */
static char *ids_to_json(void)
{
    char *text = malloc((size_t)ids_count * (ID_SIZE + 3) + 3);
    char *end = text;
    if (text == NULL)
        fail("out of memory");
    *end++ = '[';
    for (int i = 0; i < ids_count; i++)
        end += sprintf(end, "%s\"%s\"", i == 0 ? "" : ",", ids[i]);
    strcpy(end, "]");
    return text;
}

/* The number of recordings that are done: from the counts of the report, and from its results. */
static void read_report(const char *report, long *counted, long *found)
{
    static const char count[] = "\"done\":", outcome[] = "\"outcome\":\"", done[] = "done\"";
    const char *at = strstr(report, count);
    *counted = at == NULL ? -1 : strtol(at + strlen(count), NULL, 10);
    *found = 0;
    for (at = report; (at = strstr(at, outcome)) != NULL;) {
        at += strlen(outcome);
        *found += strncmp(at, done, strlen(done)) == 0;
    }
}

static void move(const struct webexrec_client *client)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *report;
    long counted, found;
    char *text = ids_to_json();
    webexrec_client_move_to_recycle_bin(client, text, "example.webex.com", NULL, 0, NULL, &report, error,
                                        sizeof error);
    free(text);
    if (report == NULL)
        fail(error);
    read_report(report, &counted, &found);
    webexrec_string_free(report);
    if (counted != ids_count || found != ids_count)
        fail("not all recordings are done");
}

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    struct webexrec_client *client;
    if (argc != 3)
        return 2;
    FILE *file = fopen(argv[1], "r");
    if (file == NULL)
        fail(argv[1]);
    while (ids_count < MAX_IDS && fscanf(file, "%63s", ids[ids_count]) == 1)
        ids_count++;
    fclose(file);
    if (webexrec_client_new(getenv("WEBEX_ACCESS_TOKEN"), NULL, &client, error, sizeof error) != WEBEXREC_OK)
        fail(error);
    for (int times = atoi(argv[2]); times > 0; times--) {
        double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
        move(client);
        printf("%.6f %.6f\n", seconds(CLOCK_MONOTONIC) - wall, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    }
    webexrec_client_free(client);
    return 0;
}
