/* Sixteen threads share a client: they list, move and restore, and cancel calls of each other. The thread sanitizer
 * looks for data races. */
#define _POSIX_C_SOURCE 200809L

#include "../c/check.h"
#include "webexrec.h"


enum { THREADS = 16, CALLS = 12 };

static webexrec_client *client;
static char *recordings;
/* The monitors of all calls, which any thread cancels; they are freed at the end. */
static webexrec_monitor *monitors[THREADS][CALLS];

struct worker {
    pthread_t thread;
    unsigned number, random;
    int succeeded, cancelled, failed;
};

static unsigned random_below(struct worker *worker, unsigned limit)
{
    worker->random = worker->random * 1103515245u + 12345u;
    return (worker->random >> 16) % limit;
}

static int on_progress(void *user_data, const webexrec_progress *progress)
{
    struct worker *worker = user_data;
    (void)webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE);
    return random_below(worker, 16) == 0;
}

static int on_outcome(void *user_data, const char *results_json)
{
    struct worker *worker = user_data;
    worker->failed += results_json[0] != '[';
    return random_below(worker, 16) == 0;
}

static void call(struct worker *worker, webexrec_monitor *monitor)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result;
    switch (random_below(worker, 4)) {
    case 0:
        result = webexrec_client_list_recordings(client, NULL, 0, monitor, &json, error, sizeof error);
        break;
    case 1:
        result = webexrec_client_list_sites(client, NULL, 0, monitor, &json, error, sizeof error);
        break;
    case 2:
        result = webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &json, error,
                                                     sizeof error);
        break;
    default:
        result = webexrec_client_restore_from_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &json, error,
                                                          sizeof error);
    }
    if (result == WEBEXREC_OK) {
        worker->succeeded++;
    } else if (result == WEBEXREC_E_CANCELLED) {
        worker->cancelled++;
    } else {
        fprintf(stderr, "result %d: %s\n", result, error);
        worker->failed++;
    }
    webexrec_string_free(json);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    int i;
    for (i = 0; i < CALLS; i++) {
        webexrec_monitor *own = monitors[worker->number][i];
        webexrec_monitor_set_progress(own, on_progress, worker);
        webexrec_monitor_set_outcome(own, on_outcome, worker);
        if (random_below(worker, 3) == 0) {
            webexrec_monitor_cancel(monitors[random_below(worker, THREADS)][random_below(worker, CALLS)]);
        }
        call(worker, own);
    }
    return NULL;
}

int main(void)
{
    static struct worker workers[THREADS];
    char error[WEBEXREC_ERROR_SIZE];
    const char *token = simulator_token();
    unsigned i;
    int j, succeeded = 0, cancelled = 0;
    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_client_list_recordings(client, NULL, 0, NULL, &recordings, error, sizeof error),
                 WEBEXREC_OK, error);
    for (i = 0; i < THREADS; i++) {
        for (j = 0; j < CALLS; j++) {
            monitors[i][j] = webexrec_monitor_new();
        }
    }
    for (i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].random = i + 1;
        CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(workers[i].thread, NULL) == 0 && workers[i].failed == 0);
        succeeded += workers[i].succeeded;
        cancelled += workers[i].cancelled;
    }
    printf("%d calls succeeded, %d were cancelled\n", succeeded, cancelled);
    CHECK(succeeded > 0 && cancelled > 0);
    for (i = 0; i < THREADS; i++) {
        for (j = 0; j < CALLS; j++) {
            webexrec_monitor_free(monitors[i][j]);
        }
    }
    webexrec_string_free(recordings);
    webexrec_client_free(client);
    return conclude("threads");
}
