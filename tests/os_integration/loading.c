/* Loading at run time: the library works each time that a program loads, calls and closes it, a hundred times, and two
 * copies of it in one process (as two parts of a program may bring along) are independent.
 * Usage: loading LIBRARY COPY */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <dlfcn.h>

enum { TIMES = 100 };

/* The functions of one copy. */
struct library {
    void *handle;
    int (*list_sites)(const char *, const char *, uint32_t, char **, char *, size_t);
    int (*client_new)(const char *, const webexrec_options *, webexrec_client **, char *, size_t);
    int (*client_list_sites)(const webexrec_client *, const char *, uint32_t, webexrec_monitor *, char **, char *,
                             size_t);
    void (*client_free)(webexrec_client *);
    void (*string_free)(char *);
};

/* As POSIX recommends: C has no conversion from void * to a function pointer. */
static void find(const struct library *library, const char *name, void *function)
{
    void *address = dlsym(library->handle, name);
    CHECK(address != NULL);
    memcpy(function, &address, sizeof address);
}

static struct library load(const char *path)
{
    struct library library = {NULL, NULL, NULL, NULL, NULL, NULL};
    library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    CHECK(library.handle != NULL);
    find(&library, "webexrec_list_sites", &library.list_sites);
    find(&library, "webexrec_client_new", &library.client_new);
    find(&library, "webexrec_client_list_sites", &library.client_list_sites);
    find(&library, "webexrec_client_free", &library.client_free);
    find(&library, "webexrec_string_free", &library.string_free);
    return library;
}

static void call_simple_api(const struct library *library, const char *token)
{
    char error[WEBEXREC_ERROR_SIZE], *sites;
    CHECK_RESULT(library->list_sites(token, NULL, 0, &sites, error, sizeof error), WEBEXREC_OK, error);
    library->string_free(sites);
}

static void call_client(const struct library *library, const webexrec_client *client)
{
    char error[WEBEXREC_ERROR_SIZE], *sites;
    CHECK_RESULT(library->client_list_sites(client, NULL, 0, NULL, &sites, error, sizeof error), WEBEXREC_OK, error);
    library->string_free(sites);
}

static void the_library_works_each_time_it_is_loaded(const char *path, const char *token)
{
    int i;
    for (i = 0; i < TIMES; i++) {
        struct library library = load(path);
        call_simple_api(&library, token);
        CHECK(dlclose(library.handle) == 0);
    }
}

static void two_copies_are_independent(const char *path, const char *copy, const char *token)
{
    char error[WEBEXREC_ERROR_SIZE];
    struct library libraries[2];
    webexrec_client *clients[2];
    int i, round;
    libraries[0] = load(path);
    libraries[1] = load(copy);
    CHECK(libraries[0].handle != libraries[1].handle && libraries[0].list_sites != libraries[1].list_sites);
    for (i = 0; i < 2; i++) {
        CHECK_RESULT(libraries[i].client_new(token, NULL, &clients[i], error, sizeof error), WEBEXREC_OK, error);
    }
    for (round = 0; round < 10; round++) {
        call_simple_api(&libraries[round % 2], token);
        call_client(&libraries[round % 2], clients[round % 2]);
    }
    /* One is closed, and the other still works. */
    libraries[0].client_free(clients[0]);
    CHECK(dlclose(libraries[0].handle) == 0);
    call_client(&libraries[1], clients[1]);
    call_simple_api(&libraries[1], token);
    libraries[1].client_free(clients[1]);
    CHECK(dlclose(libraries[1].handle) == 0);
}

int main(int count, char **arguments)
{
    const char *token = simulator_token();
    if (count != 3) {
        fprintf(stderr, "usage: loading LIBRARY COPY\n");
        return 2;
    }
    the_library_works_each_time_it_is_loaded(arguments[1], token);
    two_copies_are_independent(arguments[1], arguments[2], token);
    return conclude("loading (C)");
}
