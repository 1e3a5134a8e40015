/*
 * What Wine lacks of Windows, for tests only: built as bcryptprimitives.dll into a Wine prefix. Nothing that ships holds this.
 *
 * 1. Wine 8 has no bcryptprimitives.dll, from which Rust's standard library takes its random numbers.
 * 2. Wine's DecryptMessage says in one of two places how much of a record is missing, and in the other how long the record is.
 *    Windows says the same in both. Who reads the wrong one waits for bytes that never come.
 * 3. Wine's TLS policy does not know the flag that lets a certificate pass which names no revocation list.
 * 4. Wine's TLS policy accepts a chain that ends before any root; Windows calls it CERT_E_CHAINING.
 *
 * The first call for random numbers comes from the module that is to be mended: there, the imports of the two functions are
 * replaced.
 */
#define SECURITY_WIN32
#include <windows.h>
#include <security.h>
#include <wincrypt.h>
#include <wininet.h>
#include <string.h>

/* RtlGenRandom of advapi32, by the name it is exported with. */
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);


static SECURITY_STATUS SEC_ENTRY decrypt_message(PCtxtHandle context, PSecBufferDesc message, ULONG number, PULONG quality)
{
    SECURITY_STATUS status = DecryptMessage(context, message, number, quality);
    ULONG missing = MAXDWORD;

    if (status != SEC_E_INCOMPLETE_MESSAGE)
        return status;
    for (ULONG i = 0; i < message->cBuffers; i++)
        if (message->pBuffers[i].BufferType == SECBUFFER_MISSING && message->pBuffers[i].cbBuffer < missing)
            missing = message->pBuffers[i].cbBuffer;
    for (ULONG i = 0; i < message->cBuffers; i++)
        if (message->pBuffers[i].BufferType == SECBUFFER_MISSING)
            message->pBuffers[i].cbBuffer = missing;
    return status;
}

static BOOL WINAPI verify_policy(LPCSTR policy, PCCERT_CHAIN_CONTEXT chain, PCERT_CHAIN_POLICY_PARA para,
                                 PCERT_CHAIN_POLICY_STATUS status)
{
    BOOL answered, tls = policy == CERT_CHAIN_POLICY_SSL;

    if (tls && para->pvExtraPolicyPara != NULL && (para->dwFlags & CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS) != 0)
        ((SSL_EXTRA_CERT_CHAIN_POLICY_PARA *)para->pvExtraPolicyPara)->fdwChecks |= SECURITY_FLAG_IGNORE_REVOCATION;
    answered = CertVerifyCertificateChainPolicy(policy, chain, para, status);
    if (answered && tls && status->dwError == ERROR_SUCCESS && (para->dwFlags & CERT_CHAIN_POLICY_ALLOW_UNKNOWN_CA_FLAG) == 0 &&
        (chain->TrustStatus.dwErrorStatus & CERT_TRUST_IS_PARTIAL_CHAIN) != 0)
        status->dwError = (DWORD)CERT_E_CHAINING;
    return answered;
}

/* Replaces what a module imports under a name, from whichever library. */
static void replace_import(BYTE *module, const char *name, void *with)
{
    IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(module + ((IMAGE_DOS_HEADER *)module)->e_lfanew);
    IMAGE_DATA_DIRECTORY *imports = &headers->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT];

    if (imports->Size == 0)
        return;
    for (IMAGE_IMPORT_DESCRIPTOR *from = (IMAGE_IMPORT_DESCRIPTOR *)(module + imports->VirtualAddress); from->Name != 0; from++) {
        ULONGLONG *names = (ULONGLONG *)(module + from->OriginalFirstThunk);
        void **addresses = (void **)(module + from->FirstThunk);

        for (size_t i = 0; names[i] != 0; i++) {
            IMAGE_IMPORT_BY_NAME *import = (IMAGE_IMPORT_BY_NAME *)(module + names[i]);
            DWORD before;

            if ((names[i] & IMAGE_ORDINAL_FLAG64) != 0 || strcmp((const char *)import->Name, name) != 0)
                continue;
            if (VirtualProtect(&addresses[i], sizeof addresses[i], PAGE_READWRITE, &before)) {
                addresses[i] = with;
                VirtualProtect(&addresses[i], sizeof addresses[i], before, &before);
            }
        }
    }
}

static void mend(void *caller)
{
    HMODULE module = NULL;

    if (!GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, caller, &module))
        return;
    replace_import((BYTE *)module, "DecryptMessage", (void *)decrypt_message);
    replace_import((BYTE *)module, "CertVerifyCertificateChainPolicy", (void *)verify_policy);
}

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length)
{
    static LONG mended;
    const SIZE_T most = 0x10000000;

    if (InterlockedExchange(&mended, 1) == 0)
        mend(__builtin_return_address(0));
    while (length > 0) {
        ULONG part = (ULONG)(length > most ? most : length);
        if (!SystemFunction036(buffer, part))
            return FALSE;
        buffer += part;
        length -= part;
    }
    return TRUE;
}
