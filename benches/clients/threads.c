/* Concurrent callers: each is a thread that moves its own recordings repeatedly for some seconds. Prints the
 * calls per second of all of them, and the median and 99th percentile of a call in milliseconds.
 * Arguments: a file with a JSON array of ids in each line, the number of callers, the seconds. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include "threads.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct thread {
    pthread_t handle;
    void *caller;
    double *latencies;  /* seconds */
    size_t count;
};

static pthread_barrier_t barrier;
static double duration;

static void fail(const char *what)
{
    fprintf(stderr, "%s failed\n", what);
    exit(1);
}

static void move(struct thread *thread)
{
    if (!caller_move(thread->caller))
        fail("moving recordings");
}

static void *work(void *argument)
{
    struct thread *thread = argument;
    size_t capacity = 0;
    double start, call_start;
    /* The first calls connect, all at the same time, so that each caller has a connection afterwards. */
    pthread_barrier_wait(&barrier);
    move(thread);
    pthread_barrier_wait(&barrier);
    start = call_start = seconds(CLOCK_MONOTONIC);
    while (call_start - start < duration) {
        move(thread);
        if (thread->count == capacity) {
            capacity = capacity == 0 ? 1024 : 2 * capacity;
            thread->latencies = realloc(thread->latencies, capacity * sizeof *thread->latencies);
            if (thread->latencies == NULL)
                fail("realloc");
        }
        double call_end = seconds(CLOCK_MONOTONIC);
        thread->latencies[thread->count++] = call_end - call_start;
        call_start = call_end;
    }
    return NULL;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void report(const struct thread *threads, int callers, double elapsed)
{
    size_t count = 0, filled = 0;
    for (int i = 0; i < callers; i++)
        count += threads[i].count;
    double *all = malloc(count * sizeof *all);
    if (all == NULL)
        fail("malloc");
    for (int i = 0; i < callers; i++)
        for (size_t j = 0; j < threads[i].count; j++)
            all[filled++] = threads[i].latencies[j];
    qsort(all, count, sizeof *all, compare);
    printf("%.1f %.4f %.4f\n", (double)count / elapsed, all[count / 2] * 1e3, all[count * 99 / 100] * 1e3);
    free(all);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    FILE *file = fopen(argv[1], "r");
    int callers = atoi(argv[2]);
    duration = atof(argv[3]);
    struct thread *threads = calloc((size_t)callers, sizeof *threads);
    char **lines = calloc((size_t)callers, sizeof *lines);
    if (file == NULL || threads == NULL || lines == NULL ||
        pthread_barrier_init(&barrier, NULL, (unsigned)callers + 1) != 0)
        fail("starting");
    callers_begin();
    for (int i = 0; i < callers; i++) {
        size_t size = 0;
        if (getline(&lines[i], &size, file) < 0)
            fail("reading a line for each caller");
        threads[i].caller = caller_new(lines[i]);
        if (pthread_create(&threads[i].handle, NULL, work, &threads[i]) != 0)
            fail("pthread_create");
    }
    fclose(file);
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    double start = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < callers; i++)
        pthread_join(threads[i].handle, NULL);
    report(threads, callers, seconds(CLOCK_MONOTONIC) - start);
    for (int i = 0; i < callers; i++) {
        caller_free(threads[i].caller);
        free(threads[i].latencies);
        free(lines[i]);
    }
    callers_end();
    free(lines);
    free(threads);
    pthread_barrier_destroy(&barrier);
    return 0;
}
