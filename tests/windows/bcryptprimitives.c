/* A system library that Wine 8 lacks, with the one function that Rust's standard library uses. For the tests only: Windows
 * has the real one. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    return RtlGenRandom(data, (ULONG)size);
}
