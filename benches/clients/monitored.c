/* This library: one call with the whole JSON array, a report and a progress callback. Prints the longest interval
 * between two callbacks (the start and the end of the call count as such), or with the argument "cancel" the time from a
 * cancel by another thread, halfway, to the return of the call. In milliseconds. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include "webexrec.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static webexrec_monitor *monitor;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int is_halfway;
static double last_callback, longest_interval, cancelled;

static void record_interval(void)
{
    double now = seconds(CLOCK_MONOTONIC);
    if (now - last_callback > longest_interval)
        longest_interval = now - last_callback;
    last_callback = now;
}

static int on_progress(void *user_data, const webexrec_progress *progress)
{
    (void)user_data;
    record_interval();
    if (2 * webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE) >=
        webexrec_progress_get(progress, WEBEXREC_PROGRESS_TOTAL)) {
        pthread_mutex_lock(&mutex);
        is_halfway = 1;
        pthread_cond_signal(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return 0;
}

static void *cancel(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&mutex);
    while (!is_halfway)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
    cancelled = seconds(CLOCK_MONOTONIC);
    webexrec_monitor_cancel(monitor);
    return NULL;
}

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    webexrec_client *client;
    char *report = NULL;
    pthread_t canceller;
    int cancels = argc == 3 && strcmp(argv[2], "cancel") == 0;
    if (argc != 2 && !cancels)
        return 2;
    char *recordings = read_file(argv[1]);
    int result = webexrec_client_new(getenv("WEBEX_ACCESS_TOKEN"), NULL, &client, error, sizeof error);
    if (result == WEBEXREC_OK) {
        monitor = webexrec_monitor_new();
        webexrec_monitor_set_progress(monitor, on_progress, NULL);
        if (cancels && pthread_create(&canceller, NULL, cancel, NULL) != 0)
            return 1;
        last_callback = seconds(CLOCK_MONOTONIC);
        result = webexrec_client_move_to_recycle_bin(client, recordings, "example.webex.com", NULL, 0, monitor, &report,
                                                     error, sizeof error);
        record_interval();
        if (cancels)
            pthread_join(canceller, NULL);
        printf("%.1f\n", 1e3 * (cancels ? last_callback - cancelled : longest_interval));
        webexrec_string_free(report);
        webexrec_monitor_free(monitor);
        webexrec_client_free(client);
    }
    free(recordings);
    printf("result %d%s%s\n", result, result == WEBEXREC_OK ? "" : ": ", error);
    return 0;
}
