/* Shared by the clients: clocks and files. */
#ifndef COMMON_H
#define COMMON_H

#include <time.h>

/* The time of a clock. */
double seconds(clockid_t clock);

/* Reads a whole file into a string, which the caller frees; exits if it can't be read. */
char *read_file(const char *path);

#endif
