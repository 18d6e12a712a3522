/* One of the concurrent callers of threads.c. Each client that is measured implements this. */
#ifndef THREADS_H
#define THREADS_H

#include <stdbool.h>

/* Called before the first caller is made, and after the last one is freed. */
void callers_begin(void);
void callers_end(void);

/* Makes a caller. `recordings`, a JSON array of ids, outlives it. */
void *caller_new(char *recordings);

/* Moves the recordings to the recycle bin. Returns whether the service confirmed it. */
bool caller_move(void *caller);

void caller_free(void *caller);

#endif
