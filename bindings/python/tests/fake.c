/* A library that is not the real one: ABI is what it claims to be, and its functions end as the
 * real ones hardly ever do. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

int freed;

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
    freed += string != NULL;
}

/* A code that no version has, without a message. */
int webexrec_move_to_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                 const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    return 77;
}

int webexrec_restore_from_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                      const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    strncpy(error, "its own message", error_size);
    return 99;
}

/* The longest message that fits, to its last byte. */
int webexrec_purge_from_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                    const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    memset(error, 'x', error_size - 1);
    error[error_size - 1] = 0;
    return 40;
}

int webexrec_list_recordings(const char *token, const char *query_json, uint32_t flags, char **recordings_json,
                             char *error, size_t error_size)
{
    static char not_utf8[] = "[\"\xff\"]";
    *recordings_json = not_utf8;
    return 0;
}

int webexrec_list_sites(const char *token, const char *user_email, uint32_t flags, char **sites_json, char *error,
                        size_t error_size)
{
    static char not_json[] = "[";
    *sites_json = not_json;
    return 0;
}
