/* A fake library with the ABI version ABI. Its functions return results that the real library hardly ever
 * returns, and it counts the objects that are not freed. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int strings, options, monitors, clients;

static char object;

uint32_t webexrec_abi_version(void)
{
    return ABI;
}

const char *webexrec_version(void)
{
    return "fake";
}

const char *webexrec_result_text(int result)
{
    return result == 77 ? "the text of 77" : "another text";
}

void webexrec_string_free(char *string)
{
    strings -= string != NULL;
}

void *webexrec_options_new(void)
{
    options++;
    return &object;
}

void webexrec_options_free(void *freed)
{
    options -= freed != NULL;
}

#define SETTING(name, type)                                                                   \
    int webexrec_options_set_##name(void *set, type value, char *error, size_t error_size)    \
    {                                                                                         \
        return 0;                                                                             \
    }
SETTING(base_url, const char *)
SETTING(ca_file, const char *)
SETTING(proxy, const char *)
SETTING(user_agent, const char *)
SETTING(concurrency, uint32_t)
SETTING(connect_timeout_ms, uint32_t)
SETTING(request_timeout_ms, uint32_t)
SETTING(deadline_ms, uint32_t)
SETTING(max_attempts, uint32_t)
SETTING(max_wait_seconds, uint32_t)

int webexrec_options_set_token_provider(void *set, void *function, void *user_data, char *error, size_t error_size)
{
    return 0;
}

void *webexrec_monitor_new(void)
{
    monitors++;
    return &object;
}

void webexrec_monitor_free(void *freed)
{
    monitors -= freed != NULL;
}

int webexrec_monitor_set_progress(void *monitor, void *function, void *user_data)
{
    return 0;
}

int webexrec_monitor_set_outcome(void *monitor, void *function, void *user_data)
{
    return 0;
}

void webexrec_monitor_cancel(void *monitor)
{
}

uint64_t webexrec_progress_get(const void *progress, uint32_t field)
{
    return 0;
}

int webexrec_client_new(const char *token, const void *settings, void **client, char *error, size_t error_size)
{
    if (strcmp(token, "refused") == 0)
        return 7;
    clients++;
    *client = &object;
    return 0;
}

void webexrec_client_free(void *freed)
{
    clients -= freed != NULL;
}

#define CHANGE(name)                                                                          \
    int webexrec_client_##name(const void *client, const char *recordings_json,               \
                               const char *site_url, const char *host_email, uint32_t flags,  \
                               void *monitor, char **report_json, char *error, size_t error_size)

/* An unknown code, without a message or a report. */
CHANGE(move_to_recycle_bin)
{
    return 77;
}

CHANGE(restore_from_recycle_bin)
{
    strncpy(error, "its own message", error_size);
    return 99;
}

/* The longest message that fits. */
CHANGE(purge_from_recycle_bin)
{
    memset(error, 'x', error_size - 1);
    error[error_size - 1] = 0;
    return 40;
}

int webexrec_client_list_recordings(const void *client, const char *query_json, uint32_t flags, void *monitor,
                                    char **recordings_json, char *error, size_t error_size)
{
    static char not_utf8[] = "[\"\xff\"]";
    strings++;
    *recordings_json = not_utf8;
    return 0;
}

int webexrec_client_list_sites(const void *client, const char *user_email, uint32_t flags, void *monitor,
                               char **sites_json, char *error, size_t error_size)
{
    static char not_json[] = "[";
    strings++;
    *sites_json = not_json;
    return 0;
}
