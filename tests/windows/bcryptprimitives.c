/*
 * A stand-in for bcryptprimitives.dll, for tests under Wine 8 only, which lacks it: Rust's standard library takes its random
 * numbers from there. Windows 10 and later have the real one. Nothing that ships holds this.
 */
#include <windows.h>

/* RtlGenRandom of advapi32, by the name it is exported with. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    const SIZE_T most = 0x10000000;

    while (length > 0) {
        ULONG part = (ULONG)(length > most ? most : length);
        if (!SystemFunction036(buffer, part))
            return FALSE;
        buffer += part;
        length -= part;
    }
    return TRUE;
}
