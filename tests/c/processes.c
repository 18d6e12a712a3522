/* Threads and fork: many threads share connections, those of the Simple API and those of a client,
 * and a child forked in the middle of their calls works at once, with connections of its own. (Not in
 * the middle of what is set up once: the first call is over by then, and the service is on this
 * machine, so that no name is looked up.) */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 16, CALLS = 20, CHILDREN = 10 };

static const char *token;
static webexrec_client *client;

typedef int call_fn(void);

static int ended(int result, char *json, const char *error)
{
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "list_sites: %s\n", error);
    }
    webexrec_string_free(json);
    return result == WEBEXREC_OK;
}

static int call_simply(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result = webexrec_list_sites(token, NULL, 0, &json, error, sizeof error);
    return ended(result, json, error);
}

static int call_client(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result = webexrec_client_list_sites(client, NULL, 0, NULL, &json, error, sizeof error);
    return ended(result, json, error);
}

/* The ports of this process's own ends of its connections, one bit for each. */
struct ports {
    unsigned char bits[65536 / 8];
};

static void note_ports(struct ports *ports)
{
    int file;
    memset(ports, 0, sizeof *ports);
    for (file = 0; file < 1024; file++) {
        struct sockaddr_in peer, own;
        socklen_t peer_size = sizeof peer, own_size = sizeof own;
        if (getpeername(file, (struct sockaddr *)&peer, &peer_size) == 0 && peer.sin_family == AF_INET &&
            getsockname(file, (struct sockaddr *)&own, &own_size) == 0) {
            unsigned port = ntohs(own.sin_port);
            ports->bits[port / 8] |= (unsigned char)(1u << port % 8);
        }
    }
}

static int call_client_on_a_connection_of_its_own(void)
{
    static struct ports before, after;
    int is_good;
    note_ports(&before);
    is_good = call_client();
    note_ports(&after);
    return is_good && memcmp(&before, &after, sizeof before) != 0;
}

static int call_and_free_client(void)
{
    int is_good = call_client();
    webexrec_client_free(client);
    return is_good && call_simply();
}

static int only_free_client(void)
{
    webexrec_client_free(client);
    return 1;
}

static int ignore_client(void)
{
    return call_simply();
}

/* A child that hangs on a lock it inherited is ended by the alarm, and so counted as failed. */
static int is_good_in_child(call_fn *call, int grandchildren)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        int is_good;
        alarm(60);
        is_good = call() && (grandchildren == 0 || is_good_in_child(call, grandchildren - 1));
        _exit(is_good ? 0 : 1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

struct caller {
    call_fn *call;
    int failures;
};

static void *call_often(void *user_data)
{
    struct caller *caller = user_data;
    int i;
    for (i = 0; i < CALLS; i++) {
        caller->failures += !caller->call();
    }
    return NULL;
}

static int call_twice(call_fn *call)
{
    return call() && call();
}

static int call_simply_twice(void)
{
    return call_twice(call_simply);
}

static int call_client_twice(void)
{
    return call_twice(call_client);
}

static void children_of_busy_threads_work_at_once(call_fn *call, call_fn *in_child)
{
    pthread_t threads[THREADS];
    struct caller callers[THREADS];
    int i;
    for (i = 0; i < THREADS; i++) {
        callers[i].call = call;
        callers[i].failures = 0;
        CHECK(pthread_create(&threads[i], NULL, call_often, &callers[i]) == 0);
    }
    for (i = 0; i < CHILDREN; i++) {
        CHECK(is_good_in_child(in_child, i % 2));
        CHECK(is_good_in_child(call_and_free_client, 0));
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0 && callers[i].failures == 0);
    }
    CHECK(call()); /* the children left the parent's connections alone */
}

/* Over https too: a child that said goodbye in the parent's name would have ended its connection. */
static void what_a_child_does_with_a_client_does_not_touch_the_parents_connections(void)
{
    call_fn *const in_children[] = {
        call_client_on_a_connection_of_its_own,
        call_and_free_client,
        only_free_client,
        ignore_client,
    };
    static struct ports before, none, after;
    size_t i;
    CHECK(call_client());
    note_ports(&before);
    CHECK(memcmp(&before, &none, sizeof before) != 0);
    for (i = 0; i < sizeof in_children / sizeof *in_children; i++) {
        CHECK(is_good_in_child(in_children[i], 0));
        CHECK(call_client() && call_simply());
        note_ports(&after);
        CHECK(memcmp(&before, &after, sizeof before) == 0);
    }
}

int main(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    token = getenv("WEBEX_ACCESS_TOKEN");
    if (token == NULL || getenv("WEBEXREC_BASE_URL") == NULL) {
        fprintf(stderr, "WEBEX_ACCESS_TOKEN and WEBEXREC_BASE_URL name no test server\n");
        return 2;
    }
    CHECK(is_good_in_child(call_simply_twice, 0)); /* before the library was used at all */
    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK(is_good_in_child(call_client_twice, 1)); /* before the client was used at all */
    CHECK(call_simply() && call_client());
    children_of_busy_threads_work_at_once(call_simply, call_simply_twice);
    children_of_busy_threads_work_at_once(call_client, call_client_twice);
    what_a_child_does_with_a_client_does_not_touch_the_parents_connections();
    webexrec_client_free(client);
    return conclude("processes (C)");
}
