/* Ten thousand recordings: a job that another thread cancels halfway reports the outcome of each recording, and a second
 * call with the same recordings completes it. */
#include "../c/check.h"
#include "webexrec.h"


enum { RECORDINGS = 10000, ENOUGH = 2000 };

static const char query[] = "{\"from\":\"2020-01-01\",\"siteUrl\":\"example.webex.com\"}";
static char error[WEBEXREC_ERROR_SIZE];

struct canceller {
    webexrec_monitor *monitor;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    int is_due;
};

/* The progress callback. */
static int signal_when_enough(void *user_data, const webexrec_progress *progress)
{
    struct canceller *canceller = user_data;
    if (webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE) >= ENOUGH) {
        pthread_mutex_lock(&canceller->mutex);
        canceller->is_due = 1;
        pthread_cond_signal(&canceller->changed);
        pthread_mutex_unlock(&canceller->mutex);
    }
    return 0;
}

static void *cancel_when_due(void *user_data)
{
    struct canceller *canceller = user_data;
    pthread_mutex_lock(&canceller->mutex);
    while (!canceller->is_due) {
        pthread_cond_wait(&canceller->changed, &canceller->mutex);
    }
    pthread_mutex_unlock(&canceller->mutex);
    webexrec_monitor_cancel(canceller->monitor);
    return NULL;
}

static void a_job_is_cancelled_halfway(const webexrec_client *client, const char *recordings)
{
    struct canceller canceller = {NULL, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
    pthread_t thread;
    char *report = NULL;
    size_t done;
    canceller.monitor = webexrec_monitor_new();
    CHECK(webexrec_monitor_set_progress(canceller.monitor, signal_when_enough, &canceller) == WEBEXREC_OK);
    CHECK(pthread_create(&thread, NULL, cancel_when_due, &canceller) == 0);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, canceller.monitor, &report,
                                                     error, sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(pthread_join(thread, NULL) == 0);
    done = count_of(report, "\"outcome\":\"done\"");
    CHECK(done >= ENOUGH && done < RECORDINGS);
    CHECK(count_of(report, "\"outcome\":\"notSent\"") > 0);
    CHECK(count_of(report, "\"outcome\":\"") == RECORDINGS);
    webexrec_string_free(report);
    webexrec_monitor_free(canceller.monitor);
}

static void a_second_call_completes_the_job(const webexrec_client *client, const char *recordings)
{
    char *report = NULL, *left = NULL;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, NULL, &report, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(count_of(report, "\"outcome\":\"done\"") == RECORDINGS);
    CHECK_RESULT(webexrec_client_list_recordings(client, query, 0, NULL, &left, error, sizeof error), WEBEXREC_OK, error);
    CHECK(left != NULL && strcmp(left, "[]") == 0);
    webexrec_string_free(left);
    webexrec_string_free(report);
}

static void *all(void *unused)
{
    webexrec_client *client = NULL;
    char *recordings = NULL;
    CHECK_RESULT(webexrec_client_new(simulator_token(), NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_client_list_recordings(client, query, 0, NULL, &recordings, error, sizeof error), WEBEXREC_OK,
                 error);
    CHECK(count_of(recordings, "\"createTime\"") == RECORDINGS);
    a_job_is_cancelled_halfway(client, recordings);
    a_second_call_completes_the_job(client, recordings);
    webexrec_string_free(recordings);
    webexrec_client_free(client);
    return unused;
}

int main(void)
{
    run_in_thread(all);
    return conclude("bulk (C)");
}
