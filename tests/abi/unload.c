/*
 * Loads the library named by its first argument, makes it start its thread, closes it, and goes on for a while: the library
 * stays, and the process does not fall over. Ends with 0 when all of that happened. Linux only.
 */
#define _GNU_SOURCE
#include <azmi.h>

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ISO C has no conversion from an object pointer to a function pointer; POSIX says that the bytes are right. */
#define LOOK_UP(function, library, name)                                                                                \
    do {                                                                                                                \
        void *found = dlsym((library), (name));                                                                         \
        memcpy(&(function), &found, sizeof found);                                                                      \
    } while (0)

int main(int count, char **arguments)
{
    AzmiStatus (*client_new)(const AzmiClientOptions *, AzmiClient **, AzmiError **) = NULL;
    AzmiStatus (*client_connect)(const AzmiClient *, const AzmiCallOptions *, AzmiConnection **, AzmiError **) = NULL;
    void (*client_free)(AzmiClient *) = NULL;
    AzmiStatus (*library_path)(AzmiStr *, AzmiError **) = NULL;
    const char *variable = "AZURE_POD_IDENTITY_AUTHORITY_HOST", *nobody = "http://127.0.0.1:1";
    AzmiEnvVar env = { { (const uint8_t *)variable, strlen(variable) }, { (const uint8_t *)nobody, strlen(nobody) } };
    AzmiClientOptions options = { .size = sizeof options, .env = &env, .env_len = 1 };
    AzmiCallOptions call = { .size = sizeof call, .timeout_ms = 200 };
    AzmiConnection *connection = NULL;
    AzmiClient *client = NULL;
    AzmiStr path;
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;

    if (library == NULL) {
        fprintf(stderr, "can't load the library: %s\n", count == 2 ? dlerror() : "no path");
        return 1;
    }
    LOOK_UP(client_new, library, "azmi_client_new");
    LOOK_UP(client_connect, library, "azmi_client_connect");
    LOOK_UP(client_free, library, "azmi_client_free");
    LOOK_UP(library_path, library, "azmi_library_path");
    if (client_new(&options, &client, NULL) != AZMI_STATUS_OK)
        return 2;
    /* Nobody listens there, which takes the library's thread to find out. */
    if (client_connect(client, &call, &connection, NULL) == AZMI_STATUS_OK)
        return 3;
    client_free(client);
    if (library_path(&path, NULL) != AZMI_STATUS_OK || path.len == 0 || path.data[0] != '/')
        return 4;
    if (dlclose(library) != 0)
        return 5;
    usleep(100000);
    /* Still there, although closed. */
    if (dlopen(arguments[1], RTLD_NOW | RTLD_NOLOAD) == NULL)
        return 6;
    fwrite(path.data, 1, path.len, stdout);
    return 0;
}
