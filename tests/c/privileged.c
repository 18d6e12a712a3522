/* A dry run, which needs the settings but sends nothing. The result wanted is the first argument:
 * with a variable in the environment that can't be used a plain process is refused, and a set-uid
 * one, which must not look at it, is not. */
#include "check.h"
#include "webexrec.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    int wanted = argc == 2 ? atoi(argv[1]) : -1;
    int result = webexrec_move_to_recycle_bin("t", "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error);
    CHECK_RESULT(result, wanted, error);
    return conclude("privileged (C)");
}
