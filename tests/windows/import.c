/* A program as Microsoft's tools link it: without the C library of MinGW, with the import library only. Exits with 0 if
 * the library has the ABI version of the header. */
#include "webexrec.h"

int start(void)
{
    uint32_t abi = webexrec_abi_version();
    return abi != ((uint32_t)WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR);
}
