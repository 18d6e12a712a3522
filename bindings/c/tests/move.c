/* A user's program: moves the recordings that it lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webexrec.h>

int main(void)
{
    const char *token = getenv("WEBEX_ACCESS_TOKEN");
    char error[WEBEXREC_ERROR_SIZE], *recordings;
    int result;
    if (strcmp(webexrec_version(), WEBEXREC_VERSION) != 0) {
        fprintf(stderr, "the header has version %s, the library %s\n", WEBEXREC_VERSION, webexrec_version());
        return 1;
    }
    result = webexrec_list_recordings(token, NULL, 0, &recordings, error, sizeof error);
    if (result == WEBEXREC_OK)
        result = webexrec_move_to_recycle_bin(token, recordings, NULL, NULL, 0, error, sizeof error);
    webexrec_string_free(recordings);
    if (result != WEBEXREC_OK)
        fprintf(stderr, "result %d: %s\n", result, error);
    return result != WEBEXREC_OK;
}
