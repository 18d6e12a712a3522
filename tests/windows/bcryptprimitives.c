/* A system library of Windows that Wine 8 lacks, with the one function that Rust's standard library takes from it.
 * For the tests alone: on Windows there is the real one. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{
    return RtlGenRandom(data, (ULONG)size);
}
