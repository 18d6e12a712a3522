/* The Client API in C99: options, clients, reports, monitors and token providers, against the simulator in the
 * environment, and against a service that never responds. (Every parameter with every invalid value: tests/ffi;
 * what a call does in each case: tests/conformance.) */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SITE "example.webex.com"
#define OF_SITE "{\"siteUrl\":\"" SITE "\",\"from\":\"2020-01-01\"}"

static char error[WEBEXREC_ERROR_SIZE];
static const char *token;
/* With the settings of the environment. */
static webexrec_client *client;

/* OPTIONS */

typedef int set_text_fn(webexrec_options *, const char *, char *, size_t);
typedef int set_number_fn(webexrec_options *, uint32_t, char *, size_t);

static void options_accept_valid_values_and_refuse_others_by_name(void)
{
    static const struct {
        set_text_fn *set;
        const char *valid, *invalid;
    } texts[] = {
        {webexrec_options_set_base_url, "https://api-usgov.webex.com/v1", "webexapis.com"},
        {webexrec_options_set_ca_file, "/nonexistent", ""}, /* read by webexrec_client_new */
        {webexrec_options_set_proxy, "http://user:password@proxy.example.com:3128", "ftp://proxy.example.com"},
        {webexrec_options_set_user_agent, "example-tool/1.0", "a\r\nX: y"},
    };
    static const struct {
        set_number_fn *set;
        const char *name;
        uint32_t valid, invalid;
    } numbers[] = {
        {webexrec_options_set_concurrency, "concurrency", 32, 33},
        {webexrec_options_set_connect_timeout_ms, "connect_timeout_ms", 5000, 0},
        {webexrec_options_set_request_timeout_ms, "request_timeout_ms", 60000, 0},
        {webexrec_options_set_max_attempts, "max_attempts", 100, 101},
        {webexrec_options_set_max_wait_seconds, "max_wait_seconds", 0, 604801},
    };
    webexrec_options *options = webexrec_options_new();
    size_t i;
    for (i = 0; i < sizeof texts / sizeof *texts; i++) {
        CHECK_RESULT(texts[i].set(options, texts[i].valid, error, sizeof error), WEBEXREC_OK, error);
        CHECK_RESULT(texts[i].set(options, NULL, error, sizeof error), WEBEXREC_OK, error);
        CHECK_RESULT(texts[i].set(options, texts[i].invalid, error, sizeof error), WEBEXREC_E_INVALID_OPTION, error);
        CHECK(error[0] != '\0');
    }
    for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        CHECK_RESULT(numbers[i].set(options, numbers[i].valid, error, sizeof error), WEBEXREC_OK, error);
        CHECK_RESULT(numbers[i].set(options, numbers[i].invalid, error, sizeof error), WEBEXREC_E_INVALID_OPTION, error);
        CHECK(contains(error, numbers[i].name));
    }
    CHECK_RESULT(webexrec_options_set_deadline_ms(options, UINT32_MAX, error, sizeof error), WEBEXREC_OK, error);
    webexrec_options_free(options);
}

static void an_unreadable_ca_file_is_named_and_there_is_no_client(void)
{
    webexrec_options *options = webexrec_options_new();
    webexrec_client *none = client;
    CHECK_RESULT(webexrec_options_set_ca_file(options, "/nonexistent", error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_client_new("t", options, &none, error, sizeof error), WEBEXREC_E_INVALID_OPTION, error);
    CHECK(none == NULL && contains(error, "/nonexistent"));
    webexrec_options_free(options);
}

/* A client with these options, which are freed. */
static webexrec_client *client_with(const char *client_token, webexrec_options *options)
{
    webexrec_client *created = NULL;
    CHECK_RESULT(webexrec_client_new(client_token, options, &created, error, sizeof error), WEBEXREC_OK, error);
    webexrec_options_free(options);
    return created;
}

/* REPORTS */

static void invalid_input_leaves_no_report(void)
{
    char not_null;
    char *report = &not_null;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, "[7]", NULL, NULL, 0, NULL, &report, error, sizeof error),
                 WEBEXREC_E_INVALID_RECORDINGS, error);
    CHECK(report == NULL && contains(error, "recordings_json[0]"));
}

/* The recordings of the site, as JSON. The caller frees it. */
static char *list(void)
{
    char *json = NULL;
    CHECK_RESULT(webexrec_client_list_recordings(client, OF_SITE, 0, NULL, &json, error, sizeof error), WEBEXREC_OK, error);
    return json;
}

static void restore(const char *recordings)
{
    CHECK_RESULT(webexrec_client_restore_from_recycle_bin(client, recordings, NULL, NULL, 0, NULL, NULL, error,
                                                          sizeof error),
                 WEBEXREC_OK, error);
}

static void a_report_has_an_entry_for_each_recording_and_can_be_passed_to_the_next_call(void)
{
    char *recordings = list();
    size_t all = count_of(recordings, "\"createTime\"");
    char *report = NULL;
    char done[40];
    const char *results;
    snprintf(done, sizeof done, "\"done\":%u,", (unsigned)all);
    CHECK(all >= 250);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, NULL, &report, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(contains(report, "\"operation\":\"moveToRecycleBin\"") && contains(report, done));
    CHECK(count_of(report, "\"outcome\":\"done\"") == all);
    results = report == NULL ? NULL : strstr(report, "\"results\":");
    if (results != NULL) {
        /* It is the last member: without the closing brace the rest of the report is a JSON array. */
        report[strlen(report) - 1] = '\0';
        restore(results + strlen("\"results\":"));
    }
    CHECK(results != NULL);
    webexrec_string_free(report);
    webexrec_string_free(recordings);
}

/* MONITORS */

struct last_progress {
    unsigned calls;
    uint64_t total, done, requests, unknown_field;
    int return_value;
};

static int note_progress(void *user_data, const webexrec_progress *progress)
{
    struct last_progress *last = user_data;
    last->calls++;
    last->total = webexrec_progress_get(progress, WEBEXREC_PROGRESS_TOTAL);
    last->done = webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE);
    last->requests = webexrec_progress_get(progress, WEBEXREC_PROGRESS_REQUESTS);
    last->unknown_field += webexrec_progress_get(progress, 4711);
    return last->return_value;
}

static webexrec_monitor *monitor_with_progress(struct last_progress *last)
{
    webexrec_monitor *monitor = webexrec_monitor_new();
    CHECK(webexrec_monitor_set_progress(monitor, note_progress, last) == WEBEXREC_OK);
    return monitor;
}

static void progress_is_reported_up_to_the_end(void)
{
    struct last_progress last = {0};
    webexrec_monitor *monitor = monitor_with_progress(&last);
    char *recordings = list();
    size_t all = count_of(recordings, "\"createTime\"");
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(last.calls >= 2 && last.total == all && last.done == all && last.requests == 3);
    CHECK(last.unknown_field == 0);
    restore(recordings);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
}

static void a_list_reports_progress(void)
{
    struct last_progress last = {0};
    webexrec_monitor *monitor = monitor_with_progress(&last);
    char *json = NULL;
    CHECK_RESULT(webexrec_client_list_recordings(client, OF_SITE, 0, monitor, &json, error, sizeof error), WEBEXREC_OK,
                 error);
    CHECK(last.calls >= 2 && last.total == 0 && last.done == count_of(json, "\"createTime\""));
    webexrec_monitor_free(monitor);
    webexrec_string_free(json);
}

struct outcomes {
    unsigned sending, done, out_of_order;
    char *first;
    int return_value;
};

/* Each recording needs one request here, so that never more are done than were sending before. */
static int note_outcomes(void *user_data, const char *results_json)
{
    struct outcomes *outcomes = user_data;
    outcomes->sending += (unsigned)count_of(results_json, "\"outcome\":\"sending\"");
    outcomes->done += (unsigned)count_of(results_json, "\"outcome\":\"done\"");
    outcomes->out_of_order += outcomes->done > outcomes->sending;
    if (outcomes->first == NULL && (outcomes->first = malloc(strlen(results_json) + 1)) != NULL) {
        strcpy(outcomes->first, results_json);
    }
    return outcomes->return_value;
}

static void outcomes_are_reported_before_and_after_each_request(void)
{
    struct outcomes outcomes = {0};
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *recordings = list();
    size_t all = count_of(recordings, "\"createTime\"");
    CHECK(webexrec_monitor_set_outcome(monitor, note_outcomes, &outcomes) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(outcomes.sending == all && outcomes.done == all && outcomes.out_of_order == 0);
    CHECK(count_of(outcomes.first, "\"outcome\":\"sending\"") == 100 && !contains(outcomes.first, "done"));
    restore(recordings);
    free(outcomes.first);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
}

static void recordings_that_the_callback_stops_are_not_sent_and_can_be_passed_to_the_next_call(void)
{
    struct outcomes outcomes = {0};
    webexrec_monitor *monitor = webexrec_monitor_new();
    char *recordings = list();
    char *report = NULL;
    outcomes.return_value = 1;
    CHECK(webexrec_monitor_set_outcome(monitor, note_outcomes, &outcomes) == WEBEXREC_OK);
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, recordings, NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(contains(report, "\"requests\":0") && contains(report, "\"done\":0,"));
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client, outcomes.first, NULL, NULL, 0, NULL, NULL, error, sizeof error),
                 WEBEXREC_OK, error);
    restore(recordings);
    free(outcomes.first);
    webexrec_monitor_free(monitor);
    webexrec_string_free(recordings);
    webexrec_string_free(report);
}

/* A SERVICE THAT NEVER RESPONDS */

/* The operating system accepts connections and requests for a socket that only listens. */
static webexrec_options *options_for_silent_service(int *listener)
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

static void the_progress_callback_cancels_a_call_by_its_return_value(void)
{
    int listener;
    struct last_progress last = {0};
    webexrec_client *silent = client_with(token, options_for_silent_service(&listener));
    webexrec_monitor *monitor = monitor_with_progress(&last);
    char *report = NULL;
    last.return_value = -1;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(silent, "[\"a\"]", NULL, NULL, 0, monitor, &report, error,
                                                     sizeof error),
                 WEBEXREC_E_CANCELLED, error);
    CHECK(last.calls >= 1 && last.total == 1 && last.done == 0);
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

static void *cancel_when_the_request_arrives(void *user_data)
{
    struct canceller *canceller = user_data;
    int connection = accept(canceller->listener, NULL, NULL);
    char byte;
    CHECK(read(connection, &byte, 1) == 1);
    webexrec_monitor_cancel(canceller->monitor);
    webexrec_monitor_free(canceller->monitor); /* allowed during its call */
    close(connection);
    return NULL;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void another_thread_cancels_a_call_that_waits_for_a_response(void)
{
    pthread_t thread;
    struct canceller canceller = {0};
    webexrec_client *silent = client_with(token, options_for_silent_service(&canceller.listener));
    char *report = NULL;
    double start = seconds();
    canceller.monitor = webexrec_monitor_new();
    CHECK(pthread_create(&thread, NULL, cancel_when_the_request_arrives, &canceller) == 0);
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

/* TOKEN PROVIDERS */

struct provider {
    const char *tokens[2];
    size_t calls;
};

/* Returns the first token once, and then the second one. */
static int provide(void *user_data, char *buffer, size_t size)
{
    struct provider *provider = user_data;
    const char *text = provider->tokens[provider->calls > 0];
    provider->calls++;
    CHECK(size > strlen(text));
    strcpy(buffer, text);
    return 0;
}

static webexrec_client *client_with_provider(struct provider *provider, const char *client_token)
{
    webexrec_options *options = webexrec_options_new();
    CHECK_RESULT(webexrec_options_set_token_provider(options, provide, provider, error, sizeof error), WEBEXREC_OK, error);
    return client_with(client_token, options);
}

static int list_sites_of(const webexrec_client *of_client)
{
    char *json = NULL;
    int result = webexrec_client_list_sites(of_client, NULL, 0, NULL, &json, error, sizeof error);
    CHECK((json != NULL) == (result == WEBEXREC_OK));
    webexrec_string_free(json);
    return result;
}

static void a_provider_is_called_once_and_overrides_the_token(void)
{
    struct provider provider = {{0}, 0};
    webexrec_client *provided;
    provider.tokens[0] = provider.tokens[1] = token;
    provided = client_with_provider(&provider, "wrong-token");
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(provided, "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, NULL, NULL, error,
                                                     sizeof error),
                 WEBEXREC_OK, error);
    CHECK(provider.calls == 0);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK(provider.calls == 1);
    webexrec_client_free(provided);
}

static void a_provider_is_called_again_when_client_token_is_refused(void)
{
    struct provider provider = {{"expired-token", NULL}, 0};
    webexrec_client *provided;
    provider.tokens[1] = token;
    provided = client_with_provider(&provider, NULL);
    CHECK_RESULT(list_sites_of(provided), WEBEXREC_OK, error);
    CHECK(provider.calls == 2);
    webexrec_client_free(provided);
}

static void *all(void *unused)
{
    (void)unused;
    options_accept_valid_values_and_refuse_others_by_name();
    an_unreadable_ca_file_is_named_and_there_is_no_client();
    client = client_with(token, NULL);
    invalid_input_leaves_no_report();
    a_report_has_an_entry_for_each_recording_and_can_be_passed_to_the_next_call();
    progress_is_reported_up_to_the_end();
    a_list_reports_progress();
    outcomes_are_reported_before_and_after_each_request();
    recordings_that_the_callback_stops_are_not_sent_and_can_be_passed_to_the_next_call();
    the_progress_callback_cancels_a_call_by_its_return_value();
    another_thread_cancels_a_call_that_waits_for_a_response();
    a_provider_is_called_once_and_overrides_the_token();
    a_provider_is_called_again_when_client_token_is_refused();
    webexrec_client_free(client);
    return NULL;
}

int main(void)
{
    token = simulator_token();
    run_in_thread(all);
    return conclude("client_api (C)");
}
