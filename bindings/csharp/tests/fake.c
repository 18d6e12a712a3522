/* A stand-in for the native library, with the versions -DABI and -DVERSION. Its functions return what the real library
 * never should. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifndef VERSION
#define VERSION "fake"
#endif
#ifndef ABI
#define ABI 1
#endif

typedef struct object object;

static char an_object;

uint32_t webexrec_abi_version(void) { return ABI; }

const char *webexrec_version(void) { return VERSION; }

const char *webexrec_result_text(int result) { return result == 77 ? "the text of 77" : "another text"; }

void webexrec_string_free(char *string)
{
    if (string) fprintf(stderr, "freed\n");
}

object *webexrec_options_new(void) { return (object *)&an_object; }

#define SETTER(name, type) \
    int webexrec_options_set_##name(object *options, type value, char *error, size_t error_size) { return 0; }

SETTER(base_url, const char *)
SETTER(ca_file, const char *)
SETTER(proxy, const char *)
SETTER(user_agent, const char *)
SETTER(concurrency, uint32_t)
SETTER(connect_timeout_ms, uint32_t)
SETTER(request_timeout_ms, uint32_t)
SETTER(deadline_ms, uint32_t)
SETTER(max_attempts, uint32_t)
SETTER(max_wait_seconds, uint32_t)

int webexrec_options_set_token_provider(object *options, void *function, void *user_data, char *error,
                                        size_t error_size)
{
    return 0;
}

void webexrec_options_free(object *options) {}

object *webexrec_monitor_new(void) { return (object *)&an_object; }

int webexrec_monitor_set_progress(object *monitor, void *function, void *user_data) { return 0; }

int webexrec_monitor_set_outcome(object *monitor, void *function, void *user_data) { return 0; }

void webexrec_monitor_cancel(object *monitor) {}

void webexrec_monitor_free(object *monitor) {}

uint64_t webexrec_progress_get(const object *progress, uint32_t field) { return 0; }

int webexrec_client_new(const char *token, const object *options, object **client, char *error, size_t error_size)
{
    *client = (object *)&an_object;
    return 0;
}

static int fail(int code, const char *message, char *error, size_t error_size)
{
    snprintf(error, error_size, "%s", message);
    return code;
}

int webexrec_client_move_to_recycle_bin(const object *client, const char *recordings_json, const char *site_url,
                                        const char *host_email, uint32_t flags, object *monitor, char **report_json,
                                        char *error, size_t error_size)
{
    return fail(77, "", error, error_size);
}

int webexrec_client_restore_from_recycle_bin(const object *client, const char *recordings_json, const char *site_url,
                                             const char *host_email, uint32_t flags, object *monitor,
                                             char **report_json, char *error, size_t error_size)
{
    return fail(99, "its own message", error, error_size);
}

int webexrec_client_purge_from_recycle_bin(const object *client, const char *recordings_json, const char *site_url,
                                           const char *host_email, uint32_t flags, object *monitor, char **report_json,
                                           char *error, size_t error_size)
{
    return 0;
}

int webexrec_client_list_recordings(const object *client, const char *query_json, uint32_t flags, object *monitor,
                                    char **recordings_json, char *error, size_t error_size)
{
    return 0;
}

int webexrec_client_list_sites(const object *client, const char *user_email, uint32_t flags, object *monitor,
                               char **sites_json, char *error, size_t error_size)
{
    static char not_utf8[] = "[\"\xff\"]";
    *sites_json = not_utf8;
    return 0;
}

void webexrec_client_free(object *client) {}
