/* What one of many callers is, to threads.c: each client that it measures implements this. */
#ifndef THREADS_H
#define THREADS_H

#include <stdbool.h>

/* Before the first caller, and after the last one is gone. */
void callers_begin(void);
void callers_end(void);

/* A caller with these recordings: a JSON array of ids, which stays as long as the caller. */
void *caller_new(char *recordings);

/* Moves them into the recycle bin, and says whether that is certain. */
bool caller_move(void *caller);

void caller_free(void *caller);

#endif
