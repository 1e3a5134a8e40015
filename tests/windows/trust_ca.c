/*
 * trust_ca FILE: puts the first certificate of a PEM file into the current user's root store, as an administrator does with a
 * company's own root. For tests under Wine: the prefix is thrown away.
 */
#include <windows.h>
#include <wincrypt.h>
#include <stdio.h>

static int fail(const char *what)
{
    fprintf(stderr, "trust_ca: %s: error 0x%08lX\n", what, (unsigned long)GetLastError());
    return 1;
}

int main(int argc, char **argv)
{
    static char pem[65536];
    static BYTE der[65536];
    DWORD length = sizeof der;
    FILE *file;
    size_t read;
    HCERTSTORE store;

    if (argc != 2) {
        fprintf(stderr, "usage: trust_ca FILE\n");
        return 2;
    }
    file = fopen(argv[1], "rb");
    if (file == NULL) {
        fprintf(stderr, "trust_ca: %s can't be opened\n", argv[1]);
        return 1;
    }
    read = fread(pem, 1, sizeof pem - 1, file);
    fclose(file);
    if (!CryptStringToBinaryA(pem, (DWORD)read, CRYPT_STRING_BASE64HEADER, der, &length, NULL, NULL))
        return fail("no PEM");
    store = CertOpenStore(CERT_STORE_PROV_SYSTEM_A, 0, 0, CERT_SYSTEM_STORE_CURRENT_USER, "Root");
    if (store == NULL)
        return fail("the root store can't be opened");
    if (!CertAddEncodedCertificateToStore(store, X509_ASN_ENCODING, der, length, CERT_STORE_ADD_REPLACE_EXISTING, NULL))
        return fail("the certificate can't be added");
    return CertCloseStore(store, 0) ? 0 : fail("the root store can't be closed");
}
