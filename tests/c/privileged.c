/* In a set-uid process the environment is ignored. Run with a base URL that is refused: a plain
 * process sees the refusal, a set-uid one sees the default and, in a dry run, sends nothing. */
#include "check.h"
#include "webexrec.h"

int main(int argc, char **argv)
{
    char error[WEBEXREC_ERROR_SIZE];
    int privileged = argc > 1 && strcmp(argv[1], "privileged") == 0;
    int result = webexrec_move_to_recycle_bin("t", "[\"a\"]", NULL, NULL, WEBEXREC_DRY_RUN, error, sizeof error);
    CHECK_RESULT(result, privileged ? WEBEXREC_OK : WEBEXREC_E_INSECURE_URL, error);
    return conclude(privileged ? "privileged (C)" : "not privileged (C)");
}
