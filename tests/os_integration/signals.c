/* Signals: a storm of them during calls that wait and try again changes no result, no handler of this program's runs on a
 * thread of the library's, the library changes no handler and no mask, and a server that closes the connection amid a
 * request doesn't end the process by SIGPIPE. */
#define _GNU_SOURCE

#include "server.h"
#include "webexrec.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

enum { RUDE_CALLS = 20, LONG_ID = 8 << 20 };

static const char *token;

/* Handlers, which count, and notice a thread that is none of this program's. */
static __thread int is_ours = 0;
static int handled = 0;
static int strange = 0;

static void handle(int signal)
{
    (void)signal;
    __atomic_fetch_add(is_ours ? &handled : &strange, 1, __ATOMIC_RELAXED);
}

/* No signal comes before each of this program's threads has said that it is one. */
static pthread_barrier_t all_are_known;

static void say_that_this_thread_is_ours(void)
{
    is_ours = 1;
    pthread_barrier_wait(&all_are_known);
}

static int count_of(int *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

/* Without SA_RESTART: whatever waits is interrupted. */
static void handle_interrupting(int signal)
{
    struct sigaction action = {.sa_handler = handle};
    CHECK(sigaction(signal, &action, NULL) == 0);
}

/* What the process does at each signal. */
struct dispositions {
    void (*handlers[NSIG])(int);
};

static struct dispositions dispositions(void)
{
    struct dispositions now = {{NULL}};
    int signal;
    for (signal = 1; signal < NSIG; signal++) {
        struct sigaction action;
        if (sigaction(signal, NULL, &action) == 0) {
            now.handlers[signal] = action.sa_handler;
        }
    }
    return now;
}

/* Says in the middle of a request that there is no more to come, and then wants to hear no more: who goes on writing gets
 * EPIPE, and by default SIGPIPE. */
static int close_amid_a_request(int connection)
{
    char byte;
    const struct linger at_once = {1, 0};
    return recv(connection, &byte, 1, 0) == 1 && shutdown(connection, SHUT_WR) == 0 &&
           setsockopt(connection, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0;
}

static void a_server_that_closes_amid_a_request_does_not_end_the_process(void)
{
    struct server server = {.serve = close_amid_a_request};
    char error[WEBEXREC_ERROR_SIZE];
    webexrec_options *options = webexrec_options_new();
    webexrec_client *client;
    int i;
    /* More than fits into the buffers of a connection, so that it is closed while there is more to write. */
    char *recordings = malloc(LONG_ID + 5);
    CHECK(recordings != NULL && sprintf(recordings, "[\"%0*d\"]", LONG_ID, 0) == LONG_ID + 4);
    start(&server);
    CHECK(webexrec_options_set_base_url(options, server.url, NULL, 0) == WEBEXREC_OK);
    CHECK(webexrec_options_set_max_attempts(options, 1, NULL, 0) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_new(token, options, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    for (i = 0; i < RUDE_CALLS; i++) {
        int result = webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, NULL, NULL, error,
                                                         sizeof error);
        CHECK_RESULT(result, WEBEXREC_E_IO, error);
    }
    stop(&server);
    webexrec_client_free(client);
    webexrec_options_free(options);
    free(recordings);
}

/* Of the library's threads, as the kernel knows them: how many there are, and how many of them take none of these signals
 * but would those of their own faults. */
struct crew {
    int seen;
    int unconcerned;
};

/* Called on the thread of the call, while others of the library's may wait for answers. */
static int look_at_threads(void *user_data, const webexrec_progress *progress)
{
    struct crew *crew = user_data;
    const unsigned long long faults = 1ull << (SIGSEGV - 1) | 1ull << (SIGBUS - 1);
    const unsigned long long storm = 1ull << (SIGALRM - 1) | 1ull << (SIGUSR1 - 1) | 1ull << (SIGPIPE - 1);
    struct dirent *task;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    (void)progress;
    while ((task = readdir(tasks)) != NULL) {
        char path[300], line[256];
        int is_the_librarys = 0;
        FILE *status;
        sprintf(path, "/proc/self/task/%s/status", task->d_name);
        status = fopen(path, "r");
        while (status != NULL && fgets(line, sizeof line, status) != NULL) {
            unsigned long long blocked;
            is_the_librarys |= strcmp(line, "Name:\twebexrec\n") == 0;
            if (is_the_librarys && sscanf(line, "SigBlk: %llx", &blocked) == 1) {
                crew->seen++;
                crew->unconcerned += (blocked & storm) == storm && (blocked & faults) == 0;
            }
        }
        if (status != NULL) {
            fclose(status);
        }
    }
    closedir(tasks);
    return 0;
}

static int occurrences(const char *text, const char *what)
{
    int count = 0;
    for (; text != NULL && (text = strstr(text, what)) != NULL; text++) {
        count++;
    }
    return count;
}

/* Lists those of a status with the client; *recordings may be NULL. */
static int listed(const webexrec_client *client, const char *query, char **recordings)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json;
    int count;
    CHECK_RESULT(webexrec_client_list_recordings(client, query, 0, NULL, &json, error, sizeof error), WEBEXREC_OK,
                 error);
    count = occurrences(json, "\"id\":");
    if (recordings != NULL) {
        *recordings = json;
    } else {
        webexrec_string_free(json);
    }
    return count;
}

static const char *const available = "{\"from\":\"2000-01-01T00:00:00Z\",\"status\":\"available\"}";
static const char *const deleted = "{\"from\":\"2000-01-01T00:00:00Z\",\"status\":\"deleted\"}";

/* On the thread that makes the calls. */
static void *call_in_a_storm(void *user_data)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *recordings, *report;
    struct crew crew = {0, 0};
    int all;
    webexrec_client *client;
    webexrec_monitor *monitor = webexrec_monitor_new();
    struct dispositions before, after;
    static sigset_t mask_before, mask_after; /* zero where the kernel writes nothing */
    (void)user_data;
    say_that_this_thread_is_ours();
    before = dispositions();
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_before) == 0);

    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    all = listed(client, available, &recordings);
    CHECK(all >= 1000);
    CHECK(webexrec_monitor_set_progress(monitor, look_at_threads, &crew) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(crew.seen > 0 && crew.unconcerned == crew.seen);
    CHECK(occurrences(report, "\"outcome\":\"done\"") == all);
    CHECK(occurrences(report, "\"retries\":0,") == 0); /* so much went wrong, and more than once */
    webexrec_string_free(report);
    CHECK(listed(client, available, NULL) == 0);
    CHECK(listed(client, deleted, NULL) == all);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(listed(client, available, NULL) == all);
    webexrec_string_free(recordings);
    webexrec_monitor_free(monitor);
    webexrec_client_free(client);

    after = dispositions();
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_after) == 0);
    CHECK(memcmp(&mask_before, &mask_after, sizeof mask_before) == 0);
    return NULL;
}

struct storm {
    pthread_t caller;
    int is_over;
};

static void *storm(void *user_data)
{
    struct storm *storm = user_data;
    const struct timespec pause = {0, 1000000};
    say_that_this_thread_is_ours();
    while (!__atomic_load_n(&storm->is_over, __ATOMIC_ACQUIRE)) {
        kill(getpid(), SIGUSR1);
        pthread_kill(storm->caller, SIGUSR1);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void a_storm_of_signals_changes_no_result(void)
{
    const struct itimerval each_ms = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    struct storm ours = {.is_over = 0};
    pthread_t thread;
    CHECK(pthread_barrier_init(&all_are_known, NULL, 3) == 0);
    handle_interrupting(SIGALRM);
    handle_interrupting(SIGUSR1);
    CHECK(pthread_create(&ours.caller, NULL, call_in_a_storm, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, storm, &ours) == 0);
    say_that_this_thread_is_ours();
    CHECK(setitimer(ITIMER_REAL, &each_ms, NULL) == 0);
    CHECK(pthread_join(ours.caller, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    __atomic_store_n(&ours.is_over, 1, __ATOMIC_RELEASE);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(count_of(&handled) >= 1000);
    CHECK(count_of(&strange) == 0);
    printf("handlers ran %d times on threads of the program, %d times on others\n", count_of(&handled),
           count_of(&strange));
}

int main(void)
{
    token = getenv("WEBEX_ACCESS_TOKEN");
    if (token == NULL || getenv("WEBEXREC_BASE_URL") == NULL) {
        fprintf(stderr, "WEBEX_ACCESS_TOKEN and WEBEXREC_BASE_URL name no test server\n");
        return 2;
    }
    a_server_that_closes_amid_a_request_does_not_end_the_process();
    a_storm_of_signals_changes_no_result();
    return conclude("signals (C)");
}
