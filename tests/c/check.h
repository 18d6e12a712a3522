/* What the C and C++ test programs share: checks that are counted, the counts at the end, the thread that the
 * checks run on, and the simulator in the environment. */
#ifndef CHECK_H
#define CHECK_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks_passed = 0;
static int checks_failed = 0;

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (condition) {                                                                           \
            checks_passed++;                                                                       \
        } else {                                                                                   \
            checks_failed++;                                                                       \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition);                \
        }                                                                                          \
    } while (0)

/* Checks a result code; shows the actual one and its message. */
#define CHECK_RESULT(result, expected, message)                                                    \
    do {                                                                                           \
        int check_result = (result);                                                               \
        if (check_result == (expected)) {                                                          \
            checks_passed++;                                                                       \
        } else {                                                                                   \
            checks_failed++;                                                                       \
            fprintf(stderr, "%s:%d: result %d instead of %d: %s\n", __FILE__, __LINE__,            \
                    check_result, (int)(expected), (message));                                     \
        }                                                                                          \
    } while (0)

/* The exit status of a test program. */
static int conclude(const char *name)
{
    printf("%s: %d checks passed, %d failed\n", name, checks_passed, checks_failed);
    return checks_failed == 0 && checks_passed > 0 ? 0 : 1;
}

/* Runs the checks on a thread of their own: valgrind would report what Rust's standard library keeps for the
 * main thread and never frees. */
static inline void run_in_thread(void *(*checks)(void *))
{
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, checks, NULL) == 0 && pthread_join(thread, NULL) == 0);
}

/* The access token of the simulator whose command this program is. */
static inline const char *simulator_token(void)
{
    const char *token = getenv("WEBEX_ACCESS_TOKEN");
    if (token == NULL || getenv("WEBEXREC_BASE_URL") == NULL) {
        fprintf(stderr, "run this program as the command of the simulator: webexrec-simulator -- PROGRAM\n");
        exit(2);
    }
    return token;
}

static inline int contains(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

static inline size_t count_of(const char *text, const char *part)
{
    size_t found = 0;
    for (; text != NULL && (text = strstr(text, part)) != NULL; text++) {
        found++;
    }
    return found;
}

#endif
