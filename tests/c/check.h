/* The few things that the C and C++ test programs share: a check that counts and goes on, where the
 * checks run, and the counts at the end. */
#ifndef CHECK_H
#define CHECK_H

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static int checks_passed = 0;
static int checks_failed = 0;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (condition) {                                                                           \
            checks_passed++;                                                                       \
        } else {                                                                                   \
            checks_failed++;                                                                       \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                \
        }                                                                                          \
    } while (0)

/* For calls: also shows what came instead. */
#define CHECK_RESULT(result, wanted, message)                                                      \
    do {                                                                                           \
        int check_result = (result);                                                               \
        if (check_result == (wanted)) {                                                            \
            checks_passed++;                                                                       \
        } else {                                                                                   \
            checks_failed++;                                                                       \
            fprintf(stderr, "%s:%d: result %d instead of %d: %s\n", __FILE__, __LINE__,            \
                    check_result, (int)(wanted), (message));                                       \
        }                                                                                          \
    } while (0)

static int conclude(const char *name)
{
    printf("%s: %d checks passed, %d failed\n", name, checks_passed, checks_failed);
    return checks_failed == 0 && checks_passed > 0 ? 0 : 1;
}

/* Runs checks, in a thread of their own: what Rust's standard library remembers of a thread is freed
 * when it ends, but that of the main one never, which valgrind would report. */
static inline void run(void *(*checks)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, checks, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

#endif
