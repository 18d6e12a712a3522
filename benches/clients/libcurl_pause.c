/* A libcurl program with 4 threads that share a pause: after a 429 all of them wait for its Retry-After,
 * and then continue at full speed. This is the simplest protection against a rate limit. */
#define _POSIX_C_SOURCE 200809L
#include "batches.h"
#include <pthread.h>
#include <time.h>

enum { THREADS = 4 };

static struct batches batches;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int next_batch;       /* under the lock */
static double paused_until;  /* under the lock */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void pause_all(long seconds)
{
    double until = now() + (double)seconds;
    pthread_mutex_lock(&lock);
    if (until > paused_until)
        paused_until = until;
    pthread_mutex_unlock(&lock);
}

static void wait_for_pause(void)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        double rest = paused_until - now();
        pthread_mutex_unlock(&lock);
        if (rest <= 0)
            return;
        struct timespec time = { (time_t)rest, (long)((rest - (double)(time_t)rest) * 1e9) };
        nanosleep(&time, NULL);
    }
}

static void *work(void *handle)
{
    for (;;) {
        pthread_mutex_lock(&lock);
        int batch = next_batch++;
        pthread_mutex_unlock(&lock);
        if (batch >= batches.count)
            return NULL;
        for (;;) {
            long retry_after;
            wait_for_pause();
            batches.statuses[batch] = batches_send(&batches, batch, handle, &retry_after);
            if (batches.statuses[batch] != 429)
                break;
            pause_all(retry_after);
        }
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    CURL *handles[THREADS];
    struct curl_slist *headers[THREADS];
    if (argc != 2)
        return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    batches = batches_read(argv[1]);
    for (int i = 0; i < THREADS; i++) {
        handles[i] = batches_handle(&headers[i]);
        if (pthread_create(&threads[i], NULL, work, handles[i]) != 0)
            return 1;
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        curl_easy_cleanup(handles[i]);
        curl_slist_free_all(headers[i]);
    }
    batches_report(&batches);
    curl_global_cleanup();
    return 0;
}
