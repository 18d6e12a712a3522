/* The few things that the C and C++ test programs share: a check that counts and goes on, and the
 * counts at the end. */
#ifndef CHECK_H
#define CHECK_H

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

#endif
