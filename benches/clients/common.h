/* What the clients share: a clock and a file. */
#ifndef COMMON_H
#define COMMON_H

#include <time.h>

/* What a clock says. */
double seconds(clockid_t clock);

/* The whole file as a string, which the caller frees; exits if that is not possible. */
char *read_file(const char *path);

#endif
