/* This library's client: the first 100 ids of a file, moved in one call after another as often as asked. Prints how many
 * seconds a call took after the first, which makes the connection. */
#define _POSIX_C_SOURCE 200809L
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Ends the program unless all went well. */
static void check(int result, const char *error)
{
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "result %d: %s\n", result, error);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static char ids[1 << 16];
    char error[WEBEXREC_ERROR_SIZE];
    webexrec_client *client;
    double start = 0;
    if (argc != 3)
        return 2;
    FILE *file = fopen(argv[1], "r");
    if (file == NULL)
        return 1;
    ids[fread(ids, 1, sizeof ids - 1, file)] = '\0';
    fclose(file);
    int calls = atoi(argv[2]);
    check(webexrec_client_new(getenv("WEBEX_ACCESS_TOKEN"), NULL, &client, error, sizeof error), error);
    for (int call = 0; call < calls; call++) {
        char *report;
        if (call == 1)
            start = now();
        check(webexrec_client_move_to_recycle_bin(client, ids, "example.webex.com", NULL, 0, NULL, &report, error,
                                                  sizeof error),
              error);
        webexrec_string_free(report);
    }
    printf("%.9f\n", (now() - start) / (calls - 1));
    webexrec_client_free(client);
    return 0;
}
