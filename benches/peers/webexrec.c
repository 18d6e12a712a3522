/* This library: one call with the whole JSON array. */
#include "webexrec.h"
#include <stdio.h>
#include <stdlib.h>

/* The whole file as a string. */
static char *read_file(const char *path)
{
    char *text = NULL;
    long size;
    FILE *file = fopen(path, "r");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) > 0 &&
        (text = malloc((size_t)size + 1)) != NULL) {
        rewind(file);
        text[fread(text, 1, (size_t)size, file)] = '\0';
    }
    if (text == NULL) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    if (argc != 2)
        return 2;
    char *recordings = read_file(argv[1]);
    int result = webexrec_move_to_recycle_bin(getenv("WEBEX_ACCESS_TOKEN"), recordings,
                                              "example.webex.com", NULL, 0, error, sizeof error);
    free(recordings);
    /* By these codes the fate of every recording is known; by others, only the message tells. */
    puts(result == WEBEXREC_OK || result == WEBEXREC_E_PARTIAL ? "all" : "see note");
    printf("result %d%s%s\n", result, result == WEBEXREC_OK ? "" : ": ", error);
    return 0;
}
