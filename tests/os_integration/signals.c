/* Signals: many of them during calls that wait and retry change no result; no handler of the program runs on a thread of
 * the library; the library changes no handler and no signal mask; and a server that closes a connection amid a request
 * doesn't end the process by SIGPIPE. */
#define _GNU_SOURCE

#include "server.h"
#include "webexrec.h"

#include <dirent.h>
#include <signal.h>
#include <sys/time.h>
#include <time.h>

enum { BROKEN_CALLS = 20, LONG_ID = 8 << 20 };

static const char *token;

/* The handlers count how often they run on threads of this program, and on others. */
static __thread int is_ours = 0;
static int on_own_threads = 0;
static int on_other_threads = 0;

static void handle(int signal)
{
    (void)signal;
    __atomic_fetch_add(is_ours ? &on_own_threads : &on_other_threads, 1, __ATOMIC_RELAXED);
}

/* No signal is sent before all threads of this program are marked. */
static pthread_barrier_t all_are_marked;

static void mark_this_thread_as_ours(void)
{
    is_ours = 1;
    pthread_barrier_wait(&all_are_marked);
}

static int value_of(int *counter)
{
    return __atomic_load_n(counter, __ATOMIC_RELAXED);
}

/* Without SA_RESTART, so that waiting system calls are interrupted. */
static void handle_interrupting(int signal)
{
    struct sigaction action = {.sa_handler = handle};
    CHECK(sigaction(signal, &action, NULL) == 0);
}

/* The handler of each signal. */
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

/* Ends its side of the connection amid a request and then resets it: a client that goes on writing gets EPIPE, and by
 * default SIGPIPE. */
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
    /* More than the buffers of a connection hold, so that it is closed while the client still writes. */
    char *recordings = malloc(LONG_ID + 5);
    CHECK(recordings != NULL && sprintf(recordings, "[\"%0*d\"]", LONG_ID, 0) == LONG_ID + 4);
    start_server(&server);
    CHECK(webexrec_options_set_base_url(options, server.url, NULL, 0) == WEBEXREC_OK);
    CHECK(webexrec_options_set_max_attempts(options, 1, NULL, 0) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_new(token, options, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
    for (i = 0; i < BROKEN_CALLS; i++) {
        int result = webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, NULL, NULL, error,
                                                         sizeof error);
        CHECK_RESULT(result, WEBEXREC_E_IO, error);
    }
    stop_server(&server);
    webexrec_client_free(client);
    webexrec_options_free(options);
    free(recordings);
}

/* How many threads of the library the callbacks have seen in /proc, and how many of them had the signals of the program
 * blocked, but not those of their own faults. */
struct library_threads {
    int seen;
    int blocked;
};

/* Called on the calling thread, while threads of the library wait for responses. */
static int look_at_threads(void *user_data, const webexrec_progress *progress)
{
    struct library_threads *threads = user_data;
    const unsigned long long faults = 1ull << (SIGSEGV - 1) | 1ull << (SIGBUS - 1);
    const unsigned long long programs = 1ull << (SIGALRM - 1) | 1ull << (SIGUSR1 - 1) | 1ull << (SIGPIPE - 1);
    struct dirent *task;
    DIR *tasks = opendir("/proc/self/task");
    CHECK(tasks != NULL);
    (void)progress;
    while ((task = readdir(tasks)) != NULL) {
        char path[300], line[256];
        int is_of_the_library = 0;
        FILE *status;
        sprintf(path, "/proc/self/task/%s/status", task->d_name);
        status = fopen(path, "r");
        while (status != NULL && fgets(line, sizeof line, status) != NULL) {
            unsigned long long blocked;
            is_of_the_library |= strcmp(line, "Name:\twebexrec\n") == 0;
            if (is_of_the_library && sscanf(line, "SigBlk: %llx", &blocked) == 1) {
                threads->seen++;
                threads->blocked += (blocked & programs) == programs && (blocked & faults) == 0;
            }
        }
        if (status != NULL) {
            fclose(status);
        }
    }
    closedir(tasks);
    return 0;
}

/* The number of recordings in a list; the list itself unless recordings is NULL. */
static int list(const webexrec_client *client, const char *query, char **recordings)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json;
    int count;
    CHECK_RESULT(webexrec_client_list_recordings(client, query, 0, NULL, &json, error, sizeof error), WEBEXREC_OK,
                 error);
    count = (int)count_of(json, "\"id\":");
    if (recordings != NULL) {
        *recordings = json;
    } else {
        webexrec_string_free(json);
    }
    return count;
}

static const char *const available = "{\"from\":\"2000-01-01T00:00:00Z\",\"status\":\"available\"}";
static const char *const deleted = "{\"from\":\"2000-01-01T00:00:00Z\",\"status\":\"deleted\"}";

/* The calling thread. */
static void *call_during_signals(void *user_data)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *recordings, *report;
    struct library_threads threads = {0, 0};
    int all;
    webexrec_client *client;
    webexrec_monitor *monitor = webexrec_monitor_new();
    struct dispositions before, after;
    static sigset_t mask_before, mask_after; /* static, so that the bytes that the kernel does not write are equal */
    (void)user_data;
    mark_this_thread_as_ours();
    before = dispositions();
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_before) == 0);

    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    all = list(client, available, &recordings);
    CHECK(all >= 1000);
    CHECK(webexrec_monitor_set_progress(monitor, look_at_threads, &threads) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(threads.seen > 0 && threads.blocked == threads.seen);
    CHECK((int)count_of(report, "\"outcome\":\"done\"") == all);
    CHECK(!contains(report, "\"retries\":0,")); /* some requests failed */
    webexrec_string_free(report);
    CHECK(list(client, available, NULL) == 0);
    CHECK(list(client, deleted, NULL) == all);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(list(client, available, NULL) == all);
    webexrec_string_free(recordings);
    webexrec_monitor_free(monitor);
    webexrec_client_free(client);

    after = dispositions();
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    CHECK(pthread_sigmask(SIG_SETMASK, NULL, &mask_after) == 0);
    CHECK(memcmp(&mask_before, &mask_after, sizeof mask_before) == 0);
    return NULL;
}

struct sender {
    pthread_t caller;
    int is_over;
};

static void *send_signals(void *user_data)
{
    struct sender *sender = user_data;
    const struct timespec pause = {0, 1000000};
    mark_this_thread_as_ours();
    while (!__atomic_load_n(&sender->is_over, __ATOMIC_ACQUIRE)) {
        kill(getpid(), SIGUSR1);
        pthread_kill(sender->caller, SIGUSR1);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

static void signals_during_calls_change_no_result(void)
{
    const struct itimerval each_ms = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    struct sender sender = {.is_over = 0};
    pthread_t thread;
    CHECK(pthread_barrier_init(&all_are_marked, NULL, 3) == 0);
    handle_interrupting(SIGALRM);
    handle_interrupting(SIGUSR1);
    CHECK(pthread_create(&sender.caller, NULL, call_during_signals, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, send_signals, &sender) == 0);
    mark_this_thread_as_ours();
    CHECK(setitimer(ITIMER_REAL, &each_ms, NULL) == 0);
    CHECK(pthread_join(sender.caller, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &never, NULL) == 0);
    __atomic_store_n(&sender.is_over, 1, __ATOMIC_RELEASE);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(value_of(&on_own_threads) >= 1000);
    CHECK(value_of(&on_other_threads) == 0);
    printf("handlers ran %d times on threads of the program, %d times on other threads\n", value_of(&on_own_threads),
           value_of(&on_other_threads));
}

int main(void)
{
    token = simulator_token();
    a_server_that_closes_amid_a_request_does_not_end_the_process();
    signals_during_calls_change_no_result();
    return conclude("signals (C)");
}
