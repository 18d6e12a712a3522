/* FreeLibrary does not unload the library after its first call, since a thread that hangs in connecting may outlive the
 * call. */
#include "../c/check.h"
#include "webexrec.h"

#include <windows.h>

static void *all(void *unused)
{
    HMODULE library = LoadLibraryA("webexrec.dll");
    int (*list_sites)(const char *, const char *, uint32_t, char **, char *, size_t);
    FARPROC found = GetProcAddress(library, "webexrec_list_sites");
    CHECK(found != NULL);
    memcpy(&list_sites, &found, sizeof found);
    CHECK(list_sites(NULL, NULL, 0, NULL, NULL, 0) == WEBEXREC_E_NULL_POINTER);
    CHECK(FreeLibrary(library));
    CHECK(GetModuleHandleA("webexrec.dll") == library);
    return unused;
}

int main(void)
{
    run_in_thread(all);
    return conclude("unloading (C)");
}
