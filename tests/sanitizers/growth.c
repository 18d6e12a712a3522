/* A long-lived process: ten thousand calls of one client, and a thousand clients that are created and freed, need no
 * more memory, open files and threads than the first tenth of them. */
#define _POSIX_C_SOURCE 200809L

#include "../c/check.h"
#include "webexrec.h"

#include <dirent.h>
#include <unistd.h>

enum { CALLS = 10000, CLIENTS = 1000, MAX_GROWTH = 1 << 20 };

static const char *token;
static char error[WEBEXREC_ERROR_SIZE];

struct usage {
    long bytes, files, threads;
};

static long entries(const char *path)
{
    long number = 0;
    DIR *folder = opendir(path);
    if (folder != NULL) {
        while (readdir(folder) != NULL) {
            number++;
        }
        closedir(folder);
    }
    return number;
}

/* What the process uses now; of its memory the resident part. */
static struct usage usage(void)
{
    struct usage now = {-1, 0, 0};
    long pages = -1;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file != NULL) {
        if (fscanf(file, "%*s %ld", &pages) != 1) {
            pages = -1;
        }
        fclose(file);
    }
    now.bytes = pages * sysconf(_SC_PAGESIZE);
    now.files = entries("/proc/self/fd");
    now.threads = entries("/proc/self/task");
    CHECK(pages > 0 && now.files > 0 && now.threads > 0);
    return now;
}

/* Calls of every kind, some of which are refused or cancelled. */
static void call(webexrec_client *client, int number)
{
    char *json = NULL;
    webexrec_monitor *monitor = webexrec_monitor_new();
    switch (number % 4) {
    case 0:
        CHECK_RESULT(webexrec_client_list_sites(client, NULL, 0, monitor, &json, error, sizeof error), WEBEXREC_OK,
                     error);
        break;
    case 1:
        CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[\"unknown\"]", NULL, NULL, 0, monitor, &json, error,
                                                         sizeof error),
                     WEBEXREC_E_NOT_FOUND, error);
        break;
    case 2:
        webexrec_monitor_cancel(monitor);
        CHECK_RESULT(webexrec_client_list_recordings(client, NULL, 0, monitor, &json, error, sizeof error),
                     WEBEXREC_E_CANCELLED, error);
        break;
    default:
        CHECK_RESULT(webexrec_client_restore_from_recycle_bin(client, "[", NULL, NULL, 0, monitor, &json, error,
                                                              sizeof error),
                     WEBEXREC_E_NOT_JSON, error);
    }
    webexrec_string_free(json);
    webexrec_monitor_free(monitor);
}

static void call_one_client(int calls)
{
    webexrec_client *client = NULL;
    int i;
    CHECK_RESULT(webexrec_client_new(token, NULL, &client, error, sizeof error), WEBEXREC_OK, error);
    for (i = 0; i < calls; i++) {
        call(client, i);
    }
    webexrec_client_free(client);
}

static void create_clients(int clients)
{
    int i;
    for (i = 0; i < clients; i++) {
        webexrec_options *options = webexrec_options_new();
        webexrec_client *client = NULL;
        CHECK_RESULT(webexrec_client_new(token, options, &client, error, sizeof error), WEBEXREC_OK, error);
        webexrec_options_free(options);
        call(client, i);
        webexrec_client_free(client);
    }
}

static void does_not_grow(const char *what, void (*run)(int), int times)
{
    struct usage before, after;
    run(times / 10);
    before = usage();
    run(times);
    after = usage();
    printf("%d %s: %ld KiB more, %ld files more, %ld threads more\n", times, what,
           (after.bytes - before.bytes) / 1024, after.files - before.files, after.threads - before.threads);
    CHECK(after.bytes - before.bytes < MAX_GROWTH);
    CHECK(after.files <= before.files);
    CHECK(after.threads <= before.threads);
}

int main(void)
{
    token = simulator_token();
    does_not_grow("calls of one client", call_one_client, CALLS);
    does_not_grow("clients created and freed", create_clients, CLIENTS);
    return conclude("growth");
}
