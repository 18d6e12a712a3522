/* Shared by the clients: clocks and files. */
#define _POSIX_C_SOURCE 200809L
#include "common.h"
#include <stdio.h>
#include <stdlib.h>

double seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

char *read_file(const char *path)
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
