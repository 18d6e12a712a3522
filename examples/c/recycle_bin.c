/* A terminal tool: lists the recordings of the user of WEBEX_ACCESS_TOKEN, moves them into the recycle bin and restores
 * them. Shows progress, cancels on Ctrl-C, and prints from the report what was done and what was not. */
#define _POSIX_C_SOURCE 200809L

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "webexrec.h"

/* Without "from" the service lists only the last seven days. */
#define LIST_OF(status) "{\"from\":\"2000-01-01\",\"status\":\"" status "\"}"

enum { EXIT_NOT_ALL = 1, EXIT_USAGE = 2, EXIT_INTERRUPTED = 130 };

typedef int change_fn(const webexrec_client *, const char *recordings_json, const char *site_url,
                      const char *host_email, uint32_t flags, webexrec_monitor *, char **report_json,
                      char *error, size_t error_size);

struct command {
    const char *name;
    const char *query;    /* what to list */
    change_fn *change;    /* NULL: print the list */
    const char *question; /* asked before everything listed is changed */
    const char *done;
};

static const struct command commands[] = {
    {"list", LIST_OF("available"), NULL, NULL, NULL},
    {"bin", LIST_OF("deleted"), NULL, NULL, NULL},
    {"move", LIST_OF("available"), webexrec_client_move_to_recycle_bin,
     "Move all %d recordings into the recycle bin? [y/N] ", "moved into the recycle bin"},
    {"restore", LIST_OF("deleted"), webexrec_client_restore_from_recycle_bin,
     "Restore all %d recordings in the recycle bin? [y/N] ", "restored from the recycle bin"},
};

static volatile sig_atomic_t interrupted;

/* webexrec_monitor_cancel is not for signal handlers: show_progress, called at least four times a second, cancels. */
static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

static int show_progress(void *user_data, const webexrec_progress *progress)
{
    uint64_t total = webexrec_progress_get(progress, WEBEXREC_PROGRESS_TOTAL); /* 0 for a list */
    uint64_t wait_ms = webexrec_progress_get(progress, WEBEXREC_PROGRESS_WAIT_MS);
    (void)user_data;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r\033[K%" PRIu64, webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE));
        if (total > 0)
            fprintf(stderr, " of %" PRIu64, total);
        if (wait_ms > 0)
            fprintf(stderr, ", waiting %" PRIu64 " s: %s", (wait_ms + 999) / 1000,
                    webexrec_result_text((int)webexrec_progress_get(progress, WEBEXREC_PROGRESS_WAIT_REASON)));
    }
    return interrupted; /* not 0: cancel */
}

/* Each call needs a monitor of its own. */
static webexrec_monitor *new_monitor(void)
{
    webexrec_monitor *monitor = webexrec_monitor_new();
    webexrec_monitor_set_progress(monitor, show_progress, NULL);
    return monitor;
}

/* Frees the monitor and clears the progress line. */
static void free_monitor(webexrec_monitor *monitor)
{
    webexrec_monitor_free(monitor);
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static int exit_status(int result)
{
    if (result == WEBEXREC_OK)
        return EXIT_SUCCESS;
    if (result == WEBEXREC_E_CANCELLED)
        return EXIT_INTERRUPTED;
    return result < 20 ? EXIT_USAGE : EXIT_NOT_ALL; /* below 20: invalid input */
}

static int complain(const char *error, int status)
{
    fprintf(stderr, "recycle_bin: %s\n", error);
    return status;
}

static const char *text(const cJSON *object, const char *name)
{
    const char *value = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
    return value != NULL ? value : "";
}

static double number(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

/* A topic may contain control characters, which must not reach the terminal. */
static void print_line(const char *line)
{
    for (; *line != '\0'; line++)
        putchar((unsigned char)*line < ' ' || *line == 127 ? '?' : *line);
    putchar('\n');
}

static void print_recordings(const cJSON *recordings)
{
    const cJSON *recording;
    cJSON_ArrayForEach(recording, recordings) {
        printf("%s  %.10s  %9.1f MB  ", text(recording, "id"), text(recording, "timeRecorded"),
               number(recording, "sizeBytes") / 1e6);
        print_line(text(recording, "topic"));
    }
}

/* Prints the number of recordings by outcome, why the call ended early if it did, and each recording with a cause of
 * its own. */
static void print_report(const cJSON *report, const char *done)
{
    const cJSON *counts = cJSON_GetObjectItemCaseSensitive(report, "counts");
    const cJSON *results = cJSON_GetObjectItemCaseSensitive(report, "results");
    const char *ending = text(cJSON_GetObjectItemCaseSensitive(report, "stoppedBy"), "message");
    const cJSON *count, *result;
    printf("%.0f of %.0f recordings %s\n", number(counts, "done"), number(counts, "total"), done);
    cJSON_ArrayForEach(count, counts) {
        if (count->valuedouble > 0 && strcmp(count->string, "total") != 0 && strcmp(count->string, "done") != 0)
            printf("%.0f %s\n", count->valuedouble, count->string);
    }
    if (*ending != '\0') {
        fputs("ended early: ", stdout);
        print_line(ending);
    }
    cJSON_ArrayForEach(result, results) {
        if (strcmp(text(result, "outcome"), "done") != 0 && strcmp(text(result, "message"), ending) != 0) {
            printf("%s %s: ", text(result, "id"), text(result, "outcome"));
            print_line(text(result, "message"));
        }
    }
}

/* Lists into `recordings`, which the caller frees with cJSON_Delete. */
static int list(const webexrec_client *client, const char *query, cJSON **recordings)
{
    char error[WEBEXREC_ERROR_SIZE], *json;
    webexrec_monitor *monitor = new_monitor();
    int result = webexrec_client_list_recordings(client, query, 0, monitor, &json, error, sizeof error);
    free_monitor(monitor);
    if (result != WEBEXREC_OK)
        return complain(error, exit_status(result));
    *recordings = cJSON_Parse(json);
    webexrec_string_free(json);
    return *recordings != NULL ? EXIT_SUCCESS : complain("out of memory", EXIT_NOT_ALL);
}

static int change(const webexrec_client *client, const struct command *command, const cJSON *recordings)
{
    char error[WEBEXREC_ERROR_SIZE], *report_json;
    char *recordings_json = cJSON_PrintUnformatted(recordings);
    struct sigaction on_interrupt = {0}; /* set below: until then, Ctrl-C may end the program at once */
    webexrec_monitor *monitor;
    cJSON *report;
    int result;

    if (recordings_json == NULL)
        return complain("out of memory", EXIT_NOT_ALL);
    on_interrupt.sa_handler = interrupt;
    sigaction(SIGINT, &on_interrupt, NULL);
    monitor = new_monitor();
    result = command->change(client, recordings_json, NULL, NULL, 0, monitor, &report_json, error, sizeof error);
    free_monitor(monitor);
    cJSON_free(recordings_json);
    if (report_json == NULL) /* invalid input */
        return complain(error, exit_status(result));
    report = cJSON_Parse(report_json);
    if (report != NULL)
        print_report(report, command->done);
    else
        complain(error, 0); /* no memory for the report: its summary */
    cJSON_Delete(report);
    webexrec_string_free(report_json);
    return exit_status(result);
}

static int confirmed(const char *question, int count)
{
    char answer[8];
    fprintf(stderr, question, count);
    return fgets(answer, sizeof answer, stdin) != NULL && (answer[0] == 'y' || answer[0] == 'Y');
}

/* A list is passed on as it is: unlike ids, its objects name their site and host. */
static int run(const webexrec_client *client, const struct command *command, char **ids, int id_count)
{
    cJSON *recordings = NULL;
    int status = EXIT_SUCCESS;
    if (id_count > 0) {
        if ((recordings = cJSON_CreateStringArray((const char *const *)ids, id_count)) == NULL)
            return complain("out of memory", EXIT_NOT_ALL);
        status = change(client, command, recordings);
    } else if ((status = list(client, command->query, &recordings)) == EXIT_SUCCESS) {
        if (command->change == NULL)
            print_recordings(recordings);
        else if (cJSON_GetArraySize(recordings) == 0)
            puts("there are none");
        else if (confirmed(command->question, cJSON_GetArraySize(recordings)))
            status = change(client, command, recordings);
        else
            status = EXIT_NOT_ALL;
    }
    cJSON_Delete(recordings);
    return status;
}

static const struct command *find_command(int argc, char **argv)
{
    size_t i;
    for (i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0 && (argc == 2 || commands[i].change != NULL))
            return &commands[i];
    }
    return NULL;
}

int main(int argc, char **argv)
{
    const struct command *command = find_command(argc, argv);
    const char *token = getenv("WEBEX_ACCESS_TOKEN");
    char error[WEBEXREC_ERROR_SIZE];
    webexrec_client *client;
    int status;

    if (command == NULL) {
        fputs("usage: recycle_bin list | bin | move [ID...] | restore [ID...]\n"
              "Without an ID, move applies to all recordings that list prints, and restore to all that bin prints,\n"
              "after a question.\n",
              stderr);
        return EXIT_USAGE;
    }
    if (token == NULL)
        return complain("set WEBEX_ACCESS_TOKEN to an access token", EXIT_USAGE);
    if (webexrec_client_new(token, NULL, &client, error, sizeof error) != WEBEXREC_OK)
        return complain(error, EXIT_USAGE);
    status = run(client, command, argv + 2, argc - 2);
    webexrec_client_free(client);
    if (fflush(stdout) != 0 || ferror(stdout))
        return complain("the output could not be written", EXIT_NOT_ALL);
    return status;
}
