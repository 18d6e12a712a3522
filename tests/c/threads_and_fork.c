/* Threads and fork: many threads use the Simple API or share a client, and a child that is forked during their
 * calls works at once, with connections of its own. (Not tested: a fork during the initialization by the first
 * call, and during a name lookup.) */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 16, CALLS = 20, CHILDREN = 10 };

static const char *token;
static webexrec_client *client;

typedef int call_fn(void);

static int succeeded(int result, char *json, const char *error)
{
    if (result != WEBEXREC_OK) {
        fprintf(stderr, "list_sites: %s\n", error);
    }
    webexrec_string_free(json);
    return result == WEBEXREC_OK;
}

static int call_simple_api(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result = webexrec_list_sites(token, NULL, 0, &json, error, sizeof error);
    return succeeded(result, json, error);
}

static int call_client(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    char *json = NULL;
    int result = webexrec_client_list_sites(client, NULL, 0, NULL, &json, error, sizeof error);
    return succeeded(result, json, error);
}

/* The local ports of this process's connections, one bit for each. */
struct ports {
    unsigned char bits[65536 / 8];
};

static void read_ports(struct ports *ports)
{
    int file;
    memset(ports, 0, sizeof *ports);
    for (file = 0; file < 1024; file++) {
        struct sockaddr_in peer, local;
        socklen_t peer_size = sizeof peer, local_size = sizeof local;
        if (getpeername(file, (struct sockaddr *)&peer, &peer_size) == 0 && peer.sin_family == AF_INET &&
            getsockname(file, (struct sockaddr *)&local, &local_size) == 0) {
            unsigned port = ntohs(local.sin_port);
            ports->bits[port / 8] |= (unsigned char)(1u << port % 8);
        }
    }
}

static int call_client_on_a_new_connection(void)
{
    static struct ports before, after;
    int is_ok;
    read_ports(&before);
    is_ok = call_client();
    read_ports(&after);
    return is_ok && memcmp(&before, &after, sizeof before) != 0;
}

static int call_and_free_client(void)
{
    int is_ok = call_client();
    webexrec_client_free(client);
    return is_ok && call_simple_api();
}

static int only_free_client(void)
{
    webexrec_client_free(client);
    return 1;
}

static int ignore_client(void)
{
    return call_simple_api();
}

/* Whether a call succeeds in a child, and in a chain of so many grandchildren. A child that hangs on an inherited lock
 * is killed by its alarm, which is a failure. */
static int succeeds_in_child(call_fn *call, int grandchildren)
{
    int status = 1;
    pid_t child = fork();
    if (child == 0) {
        int is_ok;
        alarm(60);
        is_ok = call() && (grandchildren == 0 || succeeds_in_child(call, grandchildren - 1));
        _exit(is_ok ? 0 : 1);
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

static int call_simple_api_twice(void)
{
    return call_twice(call_simple_api);
}

static int call_client_twice(void)
{
    return call_twice(call_client);
}

static void children_forked_amid_calls_of_other_threads_work(call_fn *call, call_fn *in_child)
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
        CHECK(succeeds_in_child(in_child, i % 2));
        CHECK(succeeds_in_child(call_and_free_client, 0));
    }
    for (i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0 && callers[i].failures == 0);
    }
    CHECK(call()); /* the parent's connections still work */
}

/* Over https too: a close_notify of the child would have ended the parent's connection. */
static void a_child_leaves_the_parents_connections_alone(void)
{
    call_fn *const in_children[] = {
        call_client_on_a_new_connection,
        call_and_free_client,
        only_free_client,
        ignore_client,
    };
    static struct ports before, none, after;
    size_t i;
    CHECK(call_client());
    read_ports(&before);
    CHECK(memcmp(&before, &none, sizeof before) != 0);
    for (i = 0; i < sizeof in_children / sizeof *in_children; i++) {
        CHECK(succeeds_in_child(in_children[i], 0));
        CHECK(call_client() && call_simple_api());
        read_ports(&after);
        CHECK(memcmp(&before, &after, sizeof before) == 0);
    }
}

int main(void)
{
    char error[WEBEXREC_ERROR_SIZE];
    token = simulator_token();
    CHECK(succeeds_in_child(call_simple_api_twice, 0)); /* before the parent has used the library */
    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    CHECK(succeeds_in_child(call_client_twice, 1)); /* before the parent has used the client */
    CHECK(call_simple_api() && call_client());
    children_forked_amid_calls_of_other_threads_work(call_simple_api, call_simple_api_twice);
    children_forked_amid_calls_of_other_threads_work(call_client, call_client_twice);
    a_child_leaves_the_parents_connections_alone();
    webexrec_client_free(client);
    return conclude("threads_and_fork (C)");
}
