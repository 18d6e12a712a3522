/* Threads and fork: many threads share the pool, and a child forked in the middle of their calls
 * works at once, with connections of its own. (Not in the middle of what is set up once: the first
 * call is over by then, and the service is on this machine, so that no name is looked up.) */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 16, CALLS = 20, CHILDREN = 10 };

static const char *token;

static int list_sites(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result = webexrec_list_sites(token, NULL, 0, &json, error, sizeof error);
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "list_sites: %s\n", error);
    }
    webexrec_string_free(json);
    return result;
}

static void *call_often(void *failures)
{
    int i;
    for (i = 0; i < CALLS; i++) {
        *(int *)failures += list_sites() != WEBEXREC_OK;
    }
    return NULL;
}

/* A child that hangs on a lock it inherited is ended by the alarm, and so counted as failed. */
static int call_in_child(int grandchildren)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        alarm(60);
        status = list_sites() == WEBEXREC_OK && list_sites() == WEBEXREC_OK ? 0 : 1;
        if (status == 0 && grandchildren > 0) {
            status = call_in_child(grandchildren - 1);
        }
        _exit(status);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(void)
{
    pthread_t threads[THREADS];
    int failures[THREADS] = {0};
    int i;
    token = getenv("WEBEX_ACCESS_TOKEN");
    if (token == NULL || getenv("WEBEXREC_BASE_URL") == NULL) {
        fprintf(stderr, "WEBEX_ACCESS_TOKEN and WEBEXREC_BASE_URL name no test server\n");
        return 2;
    }
    CHECK(call_in_child(0) == 0); /* before the library was used at all */
    CHECK(list_sites() == WEBEXREC_OK);
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, call_often, &failures[i]) == 0);
    }
    for (i = 0; i < CHILDREN; i++) {
        CHECK(call_in_child(i % 2) == 0);
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0 && failures[i] == 0);
    }
    CHECK(list_sites() == WEBEXREC_OK); /* the children left the parent's connections alone */
    return conclude("processes (C)");
}
