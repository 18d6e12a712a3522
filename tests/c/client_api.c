/* The Client API as a C99 program sees it: settings, clients, reports, and monitors that watch and
 * stop a call, against the service that the environment names and one that never answers. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SITE "example.webex.com"
#define OF_SITE "{\"siteUrl\":\"" SITE "\",\"from\":\"2020-01-01\"}"

static char error[WEBEXREC_ERROR_SIZE];
static const char *token;
/* With the settings of the environment. */
static webexrec_client *client;

typedef int change_fn(const webexrec_client *, const char *, const char *, const char *, uint32_t,
                      webexrec_monitor *, char **, char *, size_t);
static change_fn *const changes[] = {
    webexrec_client_move_to_recycle_bin,
    webexrec_client_restore_from_recycle_bin,
    webexrec_client_purge_from_recycle_bin,
};

static int contains(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

/* OPTIONS */

typedef int set_text_fn(webexrec_options *, const char *, char *, size_t);

static void a_text_option_takes_what_can_be_used_and_null(void)
{
    static const struct {
        set_text_fn *set;
        const char *value;
        int result;
    } cases[] = {
        {webexrec_options_set_base_url, "https://api-usgov.webex.com/v1", WEBEXREC_OK},
        {webexrec_options_set_base_url, "http://127.0.0.1:1/v1", WEBEXREC_OK},
        {webexrec_options_set_base_url, NULL, WEBEXREC_OK},
        {webexrec_options_set_base_url, "", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_base_url, "webexapis.com", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_base_url, "http://webexapis.com/v1", WEBEXREC_E_INSECURE_URL},
        {webexrec_options_set_base_url, "https://\xff", WEBEXREC_E_NOT_UTF8},
        {webexrec_options_set_ca_file, "/nonexistent", WEBEXREC_OK}, /* read later */
        {webexrec_options_set_ca_file, NULL, WEBEXREC_OK},
        {webexrec_options_set_ca_file, "", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_ca_file, "\xff", WEBEXREC_E_NOT_UTF8},
        {webexrec_options_set_proxy, "http://user:password@proxy.example.com:3128", WEBEXREC_OK},
        {webexrec_options_set_proxy, NULL, WEBEXREC_OK},
        {webexrec_options_set_proxy, "", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_proxy, "ftp://proxy.example.com", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_proxy, "\xff", WEBEXREC_E_NOT_UTF8},
        {webexrec_options_set_user_agent, "example-tool/1.0", WEBEXREC_OK},
        {webexrec_options_set_user_agent, NULL, WEBEXREC_OK},
        {webexrec_options_set_user_agent, "", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_user_agent, "a\r\nX: y", WEBEXREC_E_INVALID_OPTION},
        {webexrec_options_set_user_agent, "\xff", WEBEXREC_E_NOT_UTF8},
    };
    webexrec_options *options = webexrec_options_new();
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_RESULT(cases[i].set(options, cases[i].value, error, sizeof error), cases[i].result, error);
        CHECK((error[0] == '\0') == (cases[i].result == WEBEXREC_OK));
        CHECK_RESULT(cases[i].set(NULL, cases[i].value, error, sizeof error), WEBEXREC_E_NULL_POINTER, error);
    }
    webexrec_options_free(options);
}

static void a_number_option_takes_what_is_in_its_range(void)
{
    static const struct {
        int (*set)(webexrec_options *, uint32_t, char *, size_t);
        uint32_t least, most;
        const char *name;
    } cases[] = {
        {webexrec_options_set_concurrency, 1, 32, "concurrency"},
        {webexrec_options_set_connect_timeout_ms, 1, 86400000, "connect_timeout_ms"},
        {webexrec_options_set_request_timeout_ms, 1, 86400000, "request_timeout_ms"},
        {webexrec_options_set_deadline_ms, 0, UINT32_MAX, "deadline_ms"},
        {webexrec_options_set_max_attempts, 1, 100, "max_attempts"},
        {webexrec_options_set_max_wait_seconds, 0, 604800, "max_wait_seconds"},
    };
    webexrec_options *options = webexrec_options_new();
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_RESULT(cases[i].set(options, cases[i].least, error, sizeof error), WEBEXREC_OK, error);
        CHECK_RESULT(cases[i].set(options, cases[i].most, error, sizeof error), WEBEXREC_OK, error);
        CHECK_RESULT(cases[i].set(NULL, cases[i].least, error, sizeof error), WEBEXREC_E_NULL_POINTER, error);
        if (cases[i].least > 0) {
            CHECK_RESULT(cases[i].set(options, cases[i].least - 1, error, sizeof error), WEBEXREC_E_INVALID_OPTION, error);
            CHECK(contains(error, cases[i].name));
        }
        if (cases[i].most < UINT32_MAX) {
            CHECK_RESULT(cases[i].set(options, cases[i].most + 1, NULL, 0), WEBEXREC_E_INVALID_OPTION, "no message");
        }
    }
    webexrec_options_free(options);
}

static void null_is_freed_as_nothing(void)
{
    webexrec_options_free(NULL);
    webexrec_client_free(NULL);
    webexrec_monitor_free(NULL);
    webexrec_monitor_cancel(NULL);
    webexrec_string_free(NULL);
    CHECK(webexrec_progress_get(NULL, WEBEXREC_PROGRESS_TOTAL) == 0);
}

/* CLIENTS */

static void a_client_is_not_made_of_what_can_not_be_used(void)
{
    static const struct {
        const char *token;
        int result;
    } cases[] = {
        {NULL, WEBEXREC_E_NULL_POINTER},
        {"", WEBEXREC_E_INVALID_TOKEN},
        {"Bearer s3cret", WEBEXREC_E_INVALID_TOKEN},
        {"s3cret\xff", WEBEXREC_E_NOT_UTF8},
    };
    webexrec_options *options = webexrec_options_new();
    webexrec_client *made = client;
    size_t i;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        made = client;
        CHECK_RESULT(webexrec_client_new(cases[i].token, NULL, &made, error, sizeof error), cases[i].result, error);
        CHECK(made == NULL && contains(error, "token") && !contains(error, "s3cret"));
    }
    CHECK_RESULT(webexrec_client_new("t", NULL, NULL, error, sizeof error), WEBEXREC_E_NULL_POINTER, error);
    CHECK_RESULT(webexrec_options_set_ca_file(options, "/nonexistent", error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_client_new("t", options, &made, error, sizeof error), WEBEXREC_E_INVALID_OPTION, error);
    CHECK(made == NULL && contains(error, "/nonexistent"));
    webexrec_options_free(options);
}

static void without_a_client_there_is_no_call(void)
{
    char not_ours;
    char *json = &not_ours;
    size_t c;
    for (c = 0; c < sizeof changes / sizeof *changes; c++) {
        json = &not_ours;
        CHECK_RESULT(changes[c](NULL, "[\"a\"]", NULL, NULL, 0, NULL, &json, error, sizeof error),
                     WEBEXREC_E_NULL_POINTER, error);
        CHECK(json == NULL && contains(error, "client"));
    }
    json = &not_ours;
    CHECK_RESULT(webexrec_client_list_recordings(NULL, NULL, 0, NULL, &json, error, sizeof error),
                 WEBEXREC_E_NULL_POINTER, error);
    CHECK(json == NULL);
    json = &not_ours;
    CHECK_RESULT(webexrec_client_list_sites(NULL, NULL, 0, NULL, &json, error, sizeof error),
                 WEBEXREC_E_NULL_POINTER, error);
    CHECK(json == NULL);
}

/* A client with other settings than those of the environment. Frees them. */
static webexrec_client *client_with(const char *its_token, webexrec_options *options)
{
    webexrec_client *made = NULL;
    CHECK_RESULT(webexrec_client_new(its_token, options, &made, error, sizeof error), WEBEXREC_OK, error);
    webexrec_options_free(options);
    return made;
}

/* REPORTS */

static void bad_input_leaves_no_report(void)
{
    char not_ours;
    char *report = &not_ours;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[7]", NULL, NULL, 0, NULL, &report, error, sizeof error),
                 WEBEXREC_E_INVALID_RECORDINGS, error);
    CHECK(report == NULL && contains(error, "recordings_json[0]"));
}

static void a_dry_run_reports_its_plan(void)
{
    char *report = NULL;
    CHECK_RESULT(webexrec_client_purge_from_recycle_bin(client, "[\"a\",\"b\",\"a\"]", SITE, NULL, WEBEXREC_DRY_RUN, NULL,
                                                        &report, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(contains(report, "\"plan\":[{\"path\":\"/recordings/purge\"") && contains(report, "\"ids\":[\"a\",\"b\"]"));
    CHECK(contains(report, "\"total\":3") && contains(report, "\"notSent\":3") && contains(report, "\"requests\":0"));
    webexrec_string_free(report);
}

/* Recordings of the site, as JSON; to be freed. */
static char *list(void)
{
    char *json = NULL;
    CHECK_RESULT(webexrec_client_list_recordings(client, OF_SITE, 0, NULL, &json, error, sizeof error), WEBEXREC_OK, error);
    return json;
}

static size_t count(const char *json, const char *part)
{
    size_t found = 0;
    while (json != NULL && (json = strstr(json, part)) != NULL) {
        found++;
        json++;
    }
    return found;
}

static void restore(const char *recordings)
{
    CHECK_RESULT(webexrec_client_restore_from_recycle_bin(client, recordings, NULL, NULL, 0, NULL, NULL, error,
                                                          sizeof error),
                 WEBEXREC_OK, error);
}

static void a_report_has_a_result_for_each_recording_and_goes_back_in(void)
{
    char *recordings = list();
    size_t all = count(recordings, "\"createTime\"");
    char *report = NULL;
    char done[40];
    const char *results;
    snprintf(done, sizeof done, "\"done\":%u,", (unsigned)all);
    CHECK(all >= 250);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, NULL, &report, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(contains(report, "\"operation\":\"moveToRecycleBin\"") && contains(report, done));
    CHECK(count(report, "\"outcome\":\"done\"") == all);
    results = report == NULL ? NULL : strstr(report, "\"results\":");
    if (results != NULL) {
        /* They are the last member: without its brace the rest of the report is a JSON array. */
        report[strlen(report) - 1] = '\0';
        restore(results + strlen("\"results\":"));
    }
    CHECK(results != NULL);
    webexrec_string_free(report);
    webexrec_string_free(recordings);
}

static void a_failure_has_its_report_too(void)
{
    char *report = NULL;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[\"00000000000000000000000000000000\"]", NULL, NULL, 0,
                                                     NULL, &report, error, sizeof error),
                 WEBEXREC_E_NOT_FOUND, error);
    CHECK(contains(report, "\"result\":404") && contains(report, "\"outcome\":\"rejected\",\"status\":404"));
    webexrec_string_free(report);
}

/* MONITORS */

struct seen {
    unsigned calls;
    uint64_t total, done, requests, unknown_field;
    int answer;
};

static int see_progress(void *user_data, const webexrec_progress *progress)
{
    struct seen *seen = user_data;
    seen->calls++;
    seen->total = webexrec_progress_get(progress, WEBEXREC_PROGRESS_TOTAL);
    seen->done = webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE);
    seen->requests = webexrec_progress_get(progress, WEBEXREC_PROGRESS_REQUESTS);
    seen->unknown_field += webexrec_progress_get(progress, 4711);
    return seen->answer;
}

static webexrec_monitor *monitor_that_tells(struct seen *seen)
{
    webexrec_monitor *monitor = webexrec_monitor_new();
    CHECK(webexrec_monitor_set_progress(monitor, see_progress, seen) == WEBEXREC_OK);
    return monitor;
}

static void progress_is_told_up_to_the_end(void)
{
    struct seen seen = {0};
    webexrec_monitor *monitor = monitor_that_tells(&seen);
    char *recordings = list();
    size_t all = count(recordings, "\"createTime\"");
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(seen.calls >= 2 && seen.total == all && seen.done == all && seen.requests == 3);
    CHECK(seen.unknown_field == 0);
    restore(recordings);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
}

static void a_list_can_be_watched(void)
{
    struct seen seen = {0};
    webexrec_monitor *monitor = monitor_that_tells(&seen);
    char *json = NULL;
    CHECK_RESULT(webexrec_client_list_recordings(client, OF_SITE, 0, monitor, &json, error, sizeof error), WEBEXREC_OK,
                 error);
    CHECK(seen.calls >= 2 && seen.total == 0 && seen.done == count(json, "\"createTime\""));
    webexrec_monitor_free(monitor);
    webexrec_string_free(json);
}

static void a_monitor_serves_one_call(void)
{
    struct seen seen = {0};
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *json = NULL;
    CHECK_RESULT(webexrec_client_list_sites(client, NULL, 0, monitor, &json, error, sizeof error), WEBEXREC_OK, error);
    webexrec_string_free(json);
    CHECK_RESULT(webexrec_client_list_sites(client, NULL, 0, monitor, &json, error, sizeof error), WEBEXREC_E_BUSY, error);
    CHECK(json == NULL);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[\"a\"]", NULL, NULL, 0, monitor, &json, error, sizeof error),
                 WEBEXREC_E_BUSY, error);
    CHECK(json == NULL);
    CHECK(webexrec_monitor_set_progress(monitor, see_progress, &seen) == WEBEXREC_E_BUSY);
    CHECK(webexrec_monitor_set_outcome(monitor, NULL, NULL) == WEBEXREC_E_BUSY);
    CHECK(webexrec_monitor_set_progress(NULL, see_progress, &seen) == WEBEXREC_E_NULL_POINTER);
    CHECK(webexrec_monitor_set_outcome(NULL, NULL, NULL) == WEBEXREC_E_NULL_POINTER);
    webexrec_monitor_free(monitor);
}

static void a_call_is_cancelled_before_it_begins(void)
{
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *report = NULL;
    webexrec_monitor_cancel(monitor);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[\"a\"]", NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(contains(report, "\"notSent\":1") && contains(report, "\"requests\":0"));
    CHECK(contains(report, "\"stoppedBy\":{\"code\":42"));
    webexrec_string_free(report);
    webexrec_monitor_free(monitor);
}

struct journal {
    unsigned sending, done, out_of_order;
    char *first;
    int answer;
};

/* Each recording has one request here, so that as many are done as were said to be sent before. */
static int keep_journal(void *user_data, const char *results_json)
{
    struct journal *journal = user_data;
    journal->sending += (unsigned)count(results_json, "\"outcome\":\"sending\"");
    journal->done += (unsigned)count(results_json, "\"outcome\":\"done\"");
    journal->out_of_order += journal->done > journal->sending;
    if (journal->first == NULL && (journal->first = malloc(strlen(results_json) + 1)) != NULL) {
        strcpy(journal->first, results_json);
    }
    return journal->answer;
}

static void outcomes_are_told_before_and_after_each_request(void)
{
    struct journal journal = {0};
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *recordings = list();
    size_t all = count(recordings, "\"createTime\"");
    CHECK(webexrec_monitor_set_outcome(monitor, keep_journal, &journal) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(journal.sending == all && journal.done == all && journal.out_of_order == 0);
    CHECK(count(journal.first, "\"outcome\":\"sending\"") == 100 && !contains(journal.first, "done"));
    restore(recordings);
    free(journal.first);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
}

static void what_the_journal_does_not_want_is_not_sent_and_goes_back_in(void)
{
    struct journal journal = {0};
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *recordings = list();
    char *report = NULL;
    journal.answer = 1;
    CHECK(webexrec_monitor_set_outcome(monitor, keep_journal, &journal) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(contains(report, "\"requests\":0") && contains(report, "\"done\":0,"));
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, journal.first, NULL, NULL, 0, NULL, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    restore(recordings);
    free(journal.first);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
    webexrec_string_free(report);
}

/* A SERVICE THAT NEVER ANSWERS */

/* The system accepts connections and takes requests for a socket that only listens. */
static webexrec_options *options_for_silence(int *listener)
{
    webexrec_options *options = webexrec_options_new();
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    char url[60];
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(*listener >= 0 && bind(*listener, (struct sockaddr *)&address, sizeof address) == 0);
    CHECK(listen(*listener, 16) == 0 && getsockname(*listener, (struct sockaddr *)&address, &size) == 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/v1", (unsigned)ntohs(address.sin_port));
    CHECK_RESULT(webexrec_options_set_base_url(options, url, error, sizeof error), WEBEXREC_OK, error);
    return options;
}

static void progress_cancels_a_call_by_its_result(void)
{
    int listener;
    struct seen seen = {0};
    webexrec_client *silent = client_with(token, options_for_silence(&listener));
    webexrec_monitor *monitor = monitor_that_tells(&seen);
    char *report = NULL;
    seen.answer = -1;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(silent, "[\"a\"]", NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(seen.calls >= 1 && seen.total == 1 && seen.done == 0);
    CHECK(contains(report, "\"stoppedBy\":{\"code\":42") && contains(report, "\"total\":1"));
    webexrec_string_free(report);
    webexrec_monitor_free(monitor);
    webexrec_client_free(silent);
    close(listener);
}

struct canceller {
    int listener;
    webexrec_monitor *monitor;
};

static void *cancel_when_the_request_is_there(void *user_data)
{
    struct canceller *canceller = user_data;
    int connection = accept(canceller->listener, NULL, NULL);
    char byte;
    CHECK(read(connection, &byte, 1) == 1);
    webexrec_monitor_cancel(canceller->monitor);
    webexrec_monitor_free(canceller->monitor); /* its call may still be there */
    close(connection);
    return NULL;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void another_thread_cancels_a_call_that_waits(void)
{
    pthread_t thread;
    struct canceller canceller = {0};
    webexrec_client *silent = client_with(token, options_for_silence(&canceller.listener));
    char *report = NULL;
    double start = seconds();
    canceller.monitor = webexrec_monitor_new();
    CHECK(pthread_create(&thread, NULL, cancel_when_the_request_is_there, &canceller) == 0);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(silent, "[\"a\",\"b\"]", NULL, NULL, 0, canceller.monitor, &report,
                                                     error, sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(seconds() - start < 20); /* long before the request would have timed out */
    CHECK(contains(report, "\"unknown\":2") && contains(report, "\"requests\":1"));
    webexrec_string_free(report);
    webexrec_client_free(silent);
    close(canceller.listener);
}

static void a_call_ends_at_its_deadline(void)
{
    int listener;
    webexrec_options *options = options_for_silence(&listener);
    webexrec_client *silent;
    char not_ours;
    char *json = &not_ours;
    CHECK_RESULT(webexrec_options_set_deadline_ms(options, 50, error, sizeof error), WEBEXREC_OK, error);
    silent = client_with(token, options);
    CHECK_RESULT(webexrec_client_list_sites(silent, NULL, 0, NULL, &json, error, sizeof error), WEBEXREC_E_DEADLINE, error);
    CHECK(json == NULL);
    webexrec_client_free(silent);
    close(listener);
}

static void a_request_ends_at_its_timeout_and_is_not_tried_again_if_that_is_wanted(void)
{
    int listener;
    webexrec_options *options = options_for_silence(&listener);
    webexrec_client *silent;
    char *report = NULL;
    CHECK_RESULT(webexrec_options_set_request_timeout_ms(options, 50, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_options_set_max_attempts(options, 1, error, sizeof error), WEBEXREC_OK, error);
    silent = client_with(token, options);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(silent, "[\"a\"]", NULL, NULL, 0, NULL, &report, error, sizeof error),
                 WEBEXREC_E_TIMEOUT, error);
    CHECK(contains(report, "\"requests\":1") && contains(report, "\"retries\":0"));
    webexrec_string_free(report);
    webexrec_client_free(silent);
    close(listener);
}

/* TOKEN PROVIDERS */

struct provider {
    const char *tokens[2];
    size_t calls;
    int result;
};

/* The last token again and again. */
static int provide(void *user_data, char *buffer, size_t size)
{
    struct provider *provider = user_data;
    const char *text = provider->tokens[provider->calls > 0];
    provider->calls++;
    CHECK(size > strlen(text));
    strcpy(buffer, text);
    return provider->result;
}

static webexrec_client *client_provided_by(struct provider *provider, const char *its_token)
{
    webexrec_options *options = webexrec_options_new();
    CHECK_RESULT(webexrec_options_set_token_provider(NULL, provide, provider, error, sizeof error),
                 WEBEXREC_E_NULL_POINTER, error);
    CHECK_RESULT(webexrec_options_set_token_provider(options, provide, provider, error, sizeof error), WEBEXREC_OK, error);
    return client_with(its_token, options);
}

static int list_sites_of(const webexrec_client *its_client)
{
    char *json = NULL;
    int result = webexrec_client_list_sites(its_client, NULL, 0, NULL, &json, error, sizeof error);
    CHECK((json != NULL) == (result == WEBEXREC_OK));
    webexrec_string_free(json);
    return result;
}

static void a_provider_is_asked_once_and_before_a_token_that_is_given(void)
{
    struct provider provider = {{0}, 0, 0};
    webexrec_client *provided;
    provider.tokens[0] = provider.tokens[1] = token;
    provided = client_provided_by(&provider, "wrong-token");
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(provided, "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, NULL, NULL, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(provider.calls == 0);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK(provider.calls == 1);
    webexrec_client_free(provided);
}

static void a_provider_is_asked_again_for_a_token_that_is_refused(void)
{
    struct provider provider = {{"expired-token", NULL}, 0, 0};
    webexrec_client *provided;
    provider.tokens[1] = token;
    provided = client_provided_by(&provider, NULL);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK(provider.calls == 2);
    webexrec_client_free(provided);
}

static void a_provider_that_has_nothing_else_leaves_it_at_the_refusal(void)
{
    struct provider provider = {{"wrong-token", "wrong-token"}, 0, 0};
    webexrec_client *provided = client_provided_by(&provider, NULL);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_E_UNAUTHORIZED, error);
    CHECK(provider.calls == 2 && !contains(error, "wrong-token"));
    webexrec_client_free(provided);
}

static void a_provider_that_fails_ends_the_call(void)
{
    struct provider provider = {{"s3cret", "s3cret"}, 0, 7};
    webexrec_client *provided = client_provided_by(&provider, NULL);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_E_TOKEN_PROVIDER, error);
    CHECK(contains(error, "7") && !contains(error, "s3cret"));
    webexrec_client_free(provided);
}

static void *all(void *unused)
{
    (void)unused;
    a_text_option_takes_what_can_be_used_and_null();
    a_number_option_takes_what_is_in_its_range();
    null_is_freed_as_nothing();
    client = client_with(token, NULL);
    a_client_is_not_made_of_what_can_not_be_used();
    without_a_client_there_is_no_call();
    bad_input_leaves_no_report();
    a_dry_run_reports_its_plan();
    a_report_has_a_result_for_each_recording_and_goes_back_in();
    a_failure_has_its_report_too();
    progress_is_told_up_to_the_end();
    a_list_can_be_watched();
    a_monitor_serves_one_call();
    a_call_is_cancelled_before_it_begins();
    outcomes_are_told_before_and_after_each_request();
    what_the_journal_does_not_want_is_not_sent_and_goes_back_in();
    progress_cancels_a_call_by_its_result();
    another_thread_cancels_a_call_that_waits();
    a_call_ends_at_its_deadline();
    a_request_ends_at_its_timeout_and_is_not_tried_again_if_that_is_wanted();
    a_provider_is_asked_once_and_before_a_token_that_is_given();
    a_provider_is_asked_again_for_a_token_that_is_refused();
    a_provider_that_has_nothing_else_leaves_it_at_the_refusal();
    a_provider_that_fails_ends_the_call();
    webexrec_client_free(client);
    return NULL;
}

int main(void)
{
    token = getenv("WEBEX_ACCESS_TOKEN");
    if (token == NULL || getenv("WEBEXREC_BASE_URL") == NULL) {
        fprintf(stderr, "WEBEX_ACCESS_TOKEN and WEBEXREC_BASE_URL name no test server\n");
        return 2;
    }
    run(all);
    return conclude("client_api (C)");
}
