/* The Simple API as a C99 program sees it: the library's own facts, every bad input, and the whole
 * way of recordings into the recycle bin and back, against the service that the environment names. */
#define _POSIX_C_SOURCE 200809L

#include "check.h"
#include "webexrec.h"

#include <stdlib.h>

#define SITE "example.webex.com"
#define UNKNOWN "00000000000000000000000000000000"

static char error[WEBEXREC_ERROR_SIZE];
static const char *token;

typedef int change_fn(const char *, const char *, const char *, const char *, uint32_t, char *, size_t);
static change_fn *const changes[] = {
    webexrec_move_to_recycle_bin,
    webexrec_restore_from_recycle_bin,
    webexrec_purge_from_recycle_bin,
};

static void the_library_fits_its_header(void)
{
    uint32_t abi = webexrec_abi_version();
    CHECK(strcmp(webexrec_version(), WEBEXREC_VERSION) == 0);
    CHECK(abi >> 16 == WEBEXREC_ABI_VERSION_MAJOR && (abi & 0xffff) == WEBEXREC_ABI_VERSION_MINOR);
}

static void every_number_has_a_result_text(void)
{
    int result;
    int missing = 0;
    for (result = -10; result < 1000; result++) {
        missing += webexrec_result_text(result) == NULL || *webexrec_result_text(result) == '\0';
    }
    CHECK(missing == 0);
    CHECK(strcmp(webexrec_result_text(WEBEXREC_E_NOT_FOUND), "404 Not Found") == 0);
}

static void bad_input_is_named_and_has_its_code(void)
{
    static const struct {
        const char *token, *recordings, *site, *host;
        uint32_t flags;
        int result;
        const char *named;
    } cases[] = {
        {NULL, "[\"a\"]", NULL, NULL, 0, WEBEXREC_E_NULL_POINTER, "token"},
        {"", "[\"a\"]", NULL, NULL, 0, WEBEXREC_E_INVALID_TOKEN, "token"},
        {"t\r\nX: y", "[\"a\"]", NULL, NULL, 0, WEBEXREC_E_INVALID_TOKEN, "token"},
        {"t\xff", "[\"a\"]", NULL, NULL, 0, WEBEXREC_E_NOT_UTF8, "token"},
        {"t", NULL, NULL, NULL, 0, WEBEXREC_E_NULL_POINTER, "recordings_json"},
        {"t", "", NULL, NULL, 0, WEBEXREC_E_NOT_JSON, "recordings_json"},
        {"t", "a,b", NULL, NULL, 0, WEBEXREC_E_NOT_JSON, "recordings_json"},
        {"t", "[\"\xc3\"]", NULL, NULL, 0, WEBEXREC_E_NOT_UTF8, "recordings_json"},
        {"t", "{}", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json"},
        {"t", "[7]", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[0]"},
        {"t", "[\"a\",{}]", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[1]"},
        {"t", "[\"\"]", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[0]"},
        {"t", "[\"a\",\"t\"]", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[1]"}, /* the token */
        {"t", "[]", NULL, NULL, 0, WEBEXREC_E_NO_RECORDINGS, "recordings_json"},
        {"t", "[\"a\"]", "", NULL, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"},
        {"t", "[\"a\"]", "https://" SITE, NULL, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"},
        {"t", "[\"a\"]", SITE "/x", NULL, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"},
        {"t", "[\"a\"]", "example webex.com", NULL, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"},
        {"t", "[\"a\"]", NULL, "", 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"},
        {"t", "[\"a\"]", NULL, "alice", 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"},
        {"t", "[\"a\"]", NULL, NULL, 1u << 20, WEBEXREC_E_INVALID_FLAGS, "flags"},
        {"t", "[\"a\"]", NULL, NULL, WEBEXREC_ADMIN, WEBEXREC_E_INVALID_FLAGS, "flags"},
        {"t", "[\"a\"]", NULL, NULL, WEBEXREC_VERIFY | WEBEXREC_DRY_RUN, WEBEXREC_E_INVALID_FLAGS, "flags"},
    };
    size_t i, c;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (c = 0; c < sizeof changes / sizeof *changes; c++) {
            int result = changes[c](cases[i].token, cases[i].recordings, cases[i].site, cases[i].host,
                                    cases[i].flags, error, sizeof error);
            CHECK_RESULT(result, cases[i].result, error);
            CHECK(strstr(error, cases[i].named) != NULL);
        }
    }
}

static void all_and_a_list_exclude_each_other(void)
{
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, NULL, SITE, NULL, WEBEXREC_ALL, error, sizeof error),
                 WEBEXREC_E_INVALID_FLAGS, error);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, "[\"a\"]", NULL, NULL, WEBEXREC_ALL, error, sizeof error),
                 WEBEXREC_E_INVALID_RECORDINGS, error);
    CHECK_RESULT(webexrec_purge_from_recycle_bin(token, NULL, NULL, NULL, WEBEXREC_ALL, error, sizeof error),
                 WEBEXREC_E_INVALID_SITE_URL, error);
}

static void an_error_buffer_of_any_size_is_respected(void)
{
    char small[8];
    memset(small, '#', sizeof small);
    CHECK(webexrec_move_to_recycle_bin(NULL, NULL, NULL, NULL, 0, small, 5) == WEBEXREC_E_NULL_POINTER);
    CHECK(strcmp(small, "toke") == 0 && small[5] == '#');
    memset(small, '#', sizeof small);
    CHECK(webexrec_move_to_recycle_bin(NULL, NULL, NULL, NULL, 0, small, 0) == WEBEXREC_E_NULL_POINTER);
    CHECK(small[0] == '#');
    CHECK(webexrec_move_to_recycle_bin(NULL, NULL, NULL, NULL, 0, NULL, 100) == WEBEXREC_E_NULL_POINTER);
}

static void an_output_is_null_after_a_failure(void)
{
    char not_ours;
    char *json = &not_ours;
    CHECK_RESULT(webexrec_list_recordings("", NULL, 0, &json, error, sizeof error), WEBEXREC_E_INVALID_TOKEN, error);
    CHECK(json == NULL);
    json = &not_ours;
    CHECK_RESULT(webexrec_list_recordings(token, "{\"x\":1}", 0, &json, error, sizeof error),
                 WEBEXREC_E_INVALID_QUERY, error);
    CHECK(json == NULL && strstr(error, "query_json") != NULL);
    CHECK_RESULT(webexrec_list_recordings(token, NULL, 0, NULL, error, sizeof error), WEBEXREC_E_NULL_POINTER, error);
    json = &not_ours;
    CHECK_RESULT(webexrec_list_sites(token, "alice", 0, &json, error, sizeof error), WEBEXREC_E_INVALID_HOST_EMAIL, error);
    CHECK(json == NULL);
    CHECK_RESULT(webexrec_list_sites(token, NULL, 1, &json, error, sizeof error), WEBEXREC_E_INVALID_FLAGS, error);
    webexrec_string_free(NULL);
}

/* Recordings of the preferred site with a status, as JSON; to be freed. */
static char *list(const char *status)
{
    char *json = NULL;
    char query[200];
    snprintf(query, sizeof query, "{\"siteUrl\":\"" SITE "\",\"from\":\"2020-01-01\",\"status\":\"%s\"}", status);
    CHECK_RESULT(webexrec_list_recordings(token, query, 0, &json, error, sizeof error), WEBEXREC_OK, error);
    return json;
}

static size_t count(const char *json)
{
    size_t found = 0;
    while (json != NULL && (json = strstr(json, "\"createTime\"")) != NULL) {
        found++;
        json++;
    }
    return found;
}

static size_t count_with_status(const char *status)
{
    char *json = list(status);
    size_t found = count(json);
    webexrec_string_free(json);
    return found;
}

static void sites_are_listed(void)
{
    char *json = NULL;
    CHECK_RESULT(webexrec_list_sites(token, NULL, 0, &json, error, sizeof error), WEBEXREC_OK, error);
    CHECK(json != NULL && json[0] == '[' && strstr(json, SITE) != NULL && strstr(json, "true") != NULL);
    CHECK(error[0] == '\0');
    webexrec_string_free(json);
}

static void recordings_go_into_the_recycle_bin_and_come_back_and_are_purged(void)
{
    char *before = list("available");
    size_t all = count(before);
    CHECK(all >= 250 && count_with_status("deleted") == 0);
    CHECK(before != NULL && strstr(before, "\"password\"") == NULL);

    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(count_with_status("deleted") == 0);

    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, WEBEXREC_SINGLE_REQUEST, error, sizeof error),
                 WEBEXREC_E_TOO_MANY_RECORDINGS, error);

    strcpy(error, "from before");
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK(error[0] == '\0');
    CHECK(count_with_status("deleted") == all && count_with_status("available") == 0);

    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK(count_with_status("available") == all);

    /* What is available can't be purged, and the list says that it is. */
    CHECK_RESULT(webexrec_purge_from_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_E_INVALID_RECORDINGS, error);

    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, NULL, SITE, NULL, WEBEXREC_ALL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(count_with_status("available") == all);
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK_RESULT(webexrec_purge_from_recycle_bin(token, "[]", SITE, NULL, WEBEXREC_ALL, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(count_with_status("deleted") == 0 && count_with_status("available") == 0);
    webexrec_string_free(before);
}

/* A list with a recording in front that there isn't; to be freed with `free`. */
static char *with_one_unknown(const char *recordings)
{
    static const char first[] = "[\"" UNKNOWN "\",";
    size_t size = sizeof first + strlen(recordings);
    char *json = malloc(size);
    if (json != NULL) {
        snprintf(json, size, "%s%s", first, recordings + 1);
    }
    return json;
}

static void one_that_is_refused_does_not_keep_the_others_from_it(void)
{
    char *others = list("available");
    char *recordings = with_one_unknown(others);
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error), WEBEXREC_E_PARTIAL,
                 error);
    CHECK(strstr(error, UNKNOWN) != NULL && strstr(error, "404 Not Found: ") != NULL);
    CHECK(count_with_status("available") == 0);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, others, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    free(recordings);
    webexrec_string_free(others);
}

static void what_an_earlier_call_left_open_is_looked_up_if_that_is_wanted(void)
{
    static const char recording[] = "[{\"id\":\"" UNKNOWN "\",\"outcome\":\"unknown\"}]";
    uint32_t flags[] = {0, WEBEXREC_VERIFY};
    size_t i;
    for (i = 0; i < sizeof flags / sizeof *flags; i++) {
        /* A look at what isn't there changes nothing. */
        CHECK_RESULT(webexrec_move_to_recycle_bin(token, recording, NULL, NULL, flags[i], error, sizeof error),
                     WEBEXREC_E_UNCERTAIN, error);
        CHECK(strstr(error, UNKNOWN) != NULL);
    }
}

static void a_refusal_names_the_recording_and_the_reason(void)
{
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, "[\"" UNKNOWN "\"]", NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_E_NOT_FOUND, error);
    CHECK(strstr(error, UNKNOWN) != NULL);
    CHECK(strstr(error, "404 Not Found: ") != NULL && strstr(error, "(trackingId ") != NULL);
    CHECK_RESULT(webexrec_move_to_recycle_bin("wrong", "[\"a\"]", NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_E_UNAUTHORIZED, error);
    CHECK(strstr(error, "wrong") == NULL);
}

static void *all(void *unused)
{
    (void)unused;
    the_library_fits_its_header();
    every_number_has_a_result_text();
    bad_input_is_named_and_has_its_code();
    all_and_a_list_exclude_each_other();
    an_error_buffer_of_any_size_is_respected();
    an_output_is_null_after_a_failure();
    sites_are_listed();
    a_refusal_names_the_recording_and_the_reason();
    one_that_is_refused_does_not_keep_the_others_from_it();
    what_an_earlier_call_left_open_is_looked_up_if_that_is_wanted();
    recordings_go_into_the_recycle_bin_and_come_back_and_are_purged();
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
    return conclude("simple_api (C)");
}
