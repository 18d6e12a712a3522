/* Sixteen threads share a client: they list, move and restore, and some cancel what others do. No
 * thread may see what another is in the middle of. */
#define _POSIX_C_SOURCE 200809L

#include "../c/check.h"
#include "webexrec.h"

#include <stdlib.h>

enum { THREADS = 16, CALLS = 12 };

static webexrec_client *client;
static char *recordings;
/* The monitor of each thread's call, for the others to cancel; none is freed before the end. */
static webexrec_monitor *monitors[THREADS][CALLS];

struct worker {
    pthread_t thread;
    unsigned number, random;
    int failed;
};

static unsigned draw(struct worker *worker, unsigned limit)
{
    worker->random = worker->random * 1103515245u + 12345u;
    return (worker->random >> 16) % limit;
}

static int progressed(void *user_data, const webexrec_progress *progress)
{
    struct worker *worker = user_data;
    (void)webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE);
    return draw(worker, 16) == 0;
}

static int came_out(void *user_data, const char *results_json)
{
    struct worker *worker = user_data;
    worker->failed += results_json[0] != '[';
    return draw(worker, 16) == 0;
}

static int is_expected(int result)
{
    return result == WEBEXREC_OK || result == WEBEXREC_E_CANCELLED;
}

static void call(struct worker *worker, webexrec_monitor *monitor)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result;
    switch (draw(worker, 4)) {
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
    if (!is_expected(result)) {
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
        webexrec_monitor_set_progress(own, progressed, worker);
        webexrec_monitor_set_outcome(own, came_out, worker);
        if (draw(worker, 3) == 0) {
            webexrec_monitor_cancel(monitors[draw(worker, THREADS)][draw(worker, CALLS)]);
        }
        call(worker, own);
    }
    return NULL;
}

int main(void)
{
    static struct worker workers[THREADS];
    char error[WEBEXREC_ERROR_SIZE];
    const char *token = getenv("WEBEX_ACCESS_TOKEN");
    unsigned i;
    int j;
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
    }
    for (i = 0; i < THREADS; i++) {
        for (j = 0; j < CALLS; j++) {
            webexrec_monitor_free(monitors[i][j]);
        }
    }
    webexrec_string_free(recordings);
    webexrec_client_free(client);
    return conclude("threads");
}
