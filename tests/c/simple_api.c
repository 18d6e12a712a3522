/* The Simple API in C99: versions, error messages, and recordings that are moved, restored and purged, against
 * the simulator in the environment. (Every parameter with every invalid value: tests/ffi.) */
#include "check.h"
#include "webexrec.h"

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

static void the_library_has_the_version_of_its_header(void)
{
    uint32_t abi = webexrec_abi_version();
    CHECK(strcmp(webexrec_version(), WEBEXREC_VERSION) == 0);
    CHECK(abi >> 16 == WEBEXREC_ABI_VERSION_MAJOR && (abi & 0xffff) == WEBEXREC_ABI_VERSION_MINOR);
    CHECK(strcmp(webexrec_result_text(WEBEXREC_E_NOT_FOUND), "404 Not Found") == 0);
}

/* One invalid value for each parameter. */
static void an_invalid_parameter_has_its_code_and_is_named(void)
{
    static const struct {
        const char *token, *recordings, *site, *host;
        uint32_t flags;
        int result;
        const char *named;
    } cases[] = {
        {NULL, "[\"a\"]", NULL, NULL, 0, WEBEXREC_E_NULL_POINTER, "token"},
        {"t", "[7]", NULL, NULL, 0, WEBEXREC_E_INVALID_RECORDINGS, "recordings_json[0]"},
        {"t", "[\"a\"]", "https://" SITE, NULL, 0, WEBEXREC_E_INVALID_SITE_URL, "site_url"},
        {"t", "[\"a\"]", NULL, "alice", 0, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email"},
        {"t", "[\"a\"]", NULL, NULL, 1u << 20, WEBEXREC_E_INVALID_FLAGS, "flags"},
    };
    size_t i, c;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (c = 0; c < sizeof changes / sizeof *changes; c++) {
            int result = changes[c](cases[i].token, cases[i].recordings, cases[i].site, cases[i].host,
                                    cases[i].flags, error, sizeof error);
            CHECK_RESULT(result, cases[i].result, error);
            CHECK(contains(error, cases[i].named));
        }
    }
}

static void an_output_is_null_after_a_failure(void)
{
    char not_null;
    char *json = &not_null;
    CHECK_RESULT(webexrec_list_recordings(token, "{\"x\":1}", 0, &json, error, sizeof error),
                 WEBEXREC_E_INVALID_QUERY, error);
    CHECK(json == NULL && contains(error, "query_json"));
    json = &not_null;
    CHECK_RESULT(webexrec_list_sites(token, "alice", 0, &json, error, sizeof error), WEBEXREC_E_INVALID_HOST_EMAIL, error);
    CHECK(json == NULL && contains(error, "user_email"));
    webexrec_string_free(json);
}

/* The recordings with this status on the preferred site, as JSON. The caller frees it. */
static char *list(const char *status)
{
    char *json = NULL;
    char query[200];
    snprintf(query, sizeof query, "{\"siteUrl\":\"" SITE "\",\"from\":\"2020-01-01\",\"status\":\"%s\"}", status);
    CHECK_RESULT(webexrec_list_recordings(token, query, 0, &json, error, sizeof error), WEBEXREC_OK, error);
    return json;
}

static size_t count_with_status(const char *status)
{
    char *json = list(status);
    size_t found = count_of(json, "\"createTime\"");
    webexrec_string_free(json);
    return found;
}

static void sites_are_listed(void)
{
    char *json = NULL;
    CHECK_RESULT(webexrec_list_sites(token, NULL, 0, &json, error, sizeof error), WEBEXREC_OK, error);
    CHECK(count_of(json, "\"siteUrl\"") == 3 && contains(json, SITE) && count_of(json, "true") == 1);
    CHECK(error[0] == '\0');
    webexrec_string_free(json);
}

static void recordings_are_moved_restored_and_purged(void)
{
    char *before = list("available");
    size_t all = count_of(before, "\"createTime\"");
    CHECK(all >= 250 && count_with_status("deleted") == 0);
    CHECK(before != NULL && !contains(before, "\"password\""));

    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error),
                 WEBEXREC_OK, error);
    CHECK(count_with_status("deleted") == 0);

    strcpy(error, "from before");
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK(error[0] == '\0');
    CHECK(count_with_status("deleted") == all && count_with_status("available") == 0);

    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, before, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    CHECK(count_with_status("available") == all);

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

/* The list with an unknown recording in front. The caller frees it with `free`. */
static char *with_unknown(const char *recordings)
{
    static const char first[] = "[\"" UNKNOWN "\",";
    size_t size = sizeof first + strlen(recordings);
    char *json = malloc(size);
    if (json != NULL) {
        snprintf(json, size, "%s%s", first, recordings + 1);
    }
    return json;
}

static void an_unknown_recording_is_refused_and_all_others_are_moved(void)
{
    char *others = list("available");
    char *recordings = with_unknown(others);
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error), WEBEXREC_E_PARTIAL,
                 error);
    CHECK(contains(error, UNKNOWN) && contains(error, "404 Not Found: "));
    CHECK(count_with_status("available") == 0);
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, others, NULL, NULL, 0, error, sizeof error), WEBEXREC_OK, error);
    free(recordings);
    webexrec_string_free(others);
}

static void a_refused_token_is_not_in_the_message(void)
{
    CHECK_RESULT(webexrec_move_to_recycle_bin("wrong", "[\"a\"]", NULL, NULL, 0, error, sizeof error),
                 WEBEXREC_E_UNAUTHORIZED, error);
    CHECK(contains(error, "401 Unauthorized") && !contains(error, "wrong"));
}

static void *all(void *unused)
{
    (void)unused;
    the_library_has_the_version_of_its_header();
    an_invalid_parameter_has_its_code_and_is_named();
    an_output_is_null_after_a_failure();
    sites_are_listed();
    a_refused_token_is_not_in_the_message();
    an_unknown_recording_is_refused_and_all_others_are_moved();
    recordings_are_moved_restored_and_purged();
    return NULL;
}

int main(void)
{
    token = simulator_token();
    run_in_thread(all);
    return conclude("simple_api (C)");
}
