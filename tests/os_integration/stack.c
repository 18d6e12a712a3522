/* The stack that calls need on the calling thread: programs with many threads give each of them a small one. On a stack
 * of the given size this program makes every call that may nest deeply, and prints how much of the stack was used. (The
 * threads that the library starts have stacks of their own.)
 * Usage: stack BYTES */
#define _GNU_SOURCE

#include "server.h"
#include "webexrec.h"

#include <sys/mman.h>

/* The deepest JSON that the library reads: one level more is an error. */
enum { DEEP = 124, GUARD = 4096, UNTOUCHED = 0xA5 };

static const char *token;
static struct server server;
static char nested[512];

/* Responds to a request for a list. */
static int respond_with_nested_json(int connection)
{
    char text[1024], request[4096];
    sprintf(text, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n{\"items\":%s}",
            (int)strlen(nested) + 10, nested);
    return recv(connection, request, sizeof request, 0) > 0 &&
           send(connection, text, strlen(text), 0) == (ssize_t)strlen(text);
}

static void write_nested_json(void)
{
    static const char before[] = "[{\"id\":\"a\",\"more\":";
    char *end = nested + sizeof before - 1;
    strcpy(nested, before);
    memset(end, '[', DEEP);
    memset(end + DEEP, ']', DEEP);
    strcpy(end + 2 * DEEP, "}]");
}

static int count_progress(void *user_data, const webexrec_progress *progress)
{
    (void)progress;
    ++*(int *)user_data;
    return 0;
}

static webexrec_client *client_of(const char *base_url)
{
    char error[WEBEXREC_ERROR_SIZE];
    webexrec_options *options = webexrec_options_new();
    webexrec_client *client;
    CHECK(webexrec_options_set_base_url(options, base_url, NULL, 0) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_new(token, options, &client, error, sizeof error), WEBEXREC_OK, error);
    webexrec_options_free(options);
    return client;
}

static void *call(void *user_data)
{
    char error[WEBEXREC_ERROR_SIZE], *recordings, *report, *sites;
    int callbacks = 0;
    webexrec_monitor *monitor = webexrec_monitor_new();
    webexrec_client *client = client_of(NULL);
    (void)user_data;
    CHECK_RESULT(webexrec_list_sites(token, NULL, 0, &sites, error, sizeof error), WEBEXREC_OK, error);
    webexrec_string_free(sites);
    CHECK_RESULT(webexrec_list_recordings(token, NULL, 0, &recordings, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK,
                 error);
    CHECK(webexrec_monitor_set_progress(monitor, count_progress, &callbacks) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_restore_from_recycle_bin(client, recordings, NULL, NULL, WEBEXREC_VERIFY, monitor,
                                                          &report, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(callbacks > 0);
    webexrec_string_free(report);
    webexrec_string_free(recordings);
    CHECK_RESULT(webexrec_client_purge_from_recycle_bin(client, nested, NULL, NULL, 0, NULL, &report, error,
                                                        sizeof error),
                 WEBEXREC_E_NOT_FOUND, error);
    webexrec_string_free(report);
    webexrec_client_free(client);
    webexrec_monitor_free(monitor);

    client = client_of(server.url);
    CHECK_RESULT(webexrec_client_list_recordings(client, NULL, 0, NULL, &recordings, error, sizeof error), WEBEXREC_OK,
                 error);
    webexrec_string_free(recordings);
    webexrec_client_free(client);
    return NULL;
}

int main(int count, char **arguments)
{
    size_t size = count == 2 ? strtoul(arguments[1], NULL, 10) : 0, untouched = 0;
    unsigned char *stack;
    pthread_attr_t attributes;
    pthread_t thread;
    token = simulator_token();
    if (size == 0) {
        fprintf(stderr, "usage: stack BYTES\n");
        return 2;
    }
    write_nested_json();
    server.serve = respond_with_nested_json;
    start_server(&server);
    /* A larger need hits the guard page below, which ends the process. */
    stack = mmap(NULL, GUARD + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(stack != MAP_FAILED && mprotect(stack + GUARD, size, PROT_READ | PROT_WRITE) == 0);
    stack += GUARD;
    memset(stack, UNTOUCHED, size);
    CHECK(pthread_attr_init(&attributes) == 0 && pthread_attr_setstack(&attributes, stack, size) == 0);
    CHECK(pthread_create(&thread, &attributes, call, NULL) == 0 && pthread_join(thread, NULL) == 0);
    while (untouched < size && stack[untouched] == UNTOUCHED) {
        untouched++;
    }
    stop_server(&server);
    printf("used %lu of %lu bytes of the caller's stack\n", (unsigned long)(size - untouched), (unsigned long)size);
    return conclude("stack (C)");
}
