/* A native library that is not the real one: -DABI and -DVERSION say what it claims to be, and what its functions
 * return is what the real one never should. */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifndef VERSION
#define VERSION "fake"
#endif
#ifndef ABI
#define ABI 1
#endif

uint32_t webexrec_abi_version(void) { return ABI; }

const char *webexrec_version(void) { return VERSION; }

const char *webexrec_result_text(int result) { return result == 77 ? "the text of 77" : "another text"; }

static int fail(int code, const char *message, char *error, size_t error_size)
{
    snprintf(error, error_size, "%s", message);
    return code;
}

int webexrec_move_to_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                 const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    return fail(77, "", error, error_size);
}

int webexrec_restore_from_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                      const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    return fail(99, "its own message", error, error_size);
}

int webexrec_purge_from_recycle_bin(const char *token, const char *recordings_json, const char *site_url,
                                    const char *host_email, uint32_t flags, char *error, size_t error_size)
{
    return 0;
}

int webexrec_list_recordings(const char *token, const char *query_json, uint32_t flags, char **recordings_json,
                             char *error, size_t error_size)
{
    return 0;
}

int webexrec_list_sites(const char *token, const char *user_email, uint32_t flags, char **sites_json, char *error,
                        size_t error_size)
{
    static char not_utf8[] = "[\"\xff\"]";
    *sites_json = not_utf8;
    return 0;
}

void webexrec_string_free(char *string)
{
    if (string) fprintf(stderr, "freed\n");
}
