/* A program that Microsoft's tools would link: without MinGW's C library, with the import library alone. Ends with 0 if
 * the library is the header's. */
#include "webexrec.h"

int start(void)
{
    uint32_t abi = webexrec_abi_version();
    return abi != ((uint32_t)WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR);
}
