/* Gets tokens in every way, frees everything, and waits: what is left of the tokens in this process's memory is for the test to
 * find. Each token is written to standard output straight from the view, so that no copy is made here. */
#include <azmi.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static AzmiStr text(const char *s) {
    AzmiStr str = {(const uint8_t *)s, strlen(s)};
    return str;
}

static void show(const AzmiClient *client, const char *resource, uint8_t fresh) {
    AzmiTokenOptions options = {0};
    AzmiTokenView view = {0};
    AzmiToken *token = NULL;
    options.size = sizeof options;
    options.force_refresh = fresh;
    if (resource) {
        options.resource = text(resource);
    }
    if (azmi_token_get(client, &options, NULL, &token, NULL) != AZMI_STATUS_OK) {
        _exit(10);
    }
    view.size = sizeof view;
    if (azmi_token_view(token, &view, NULL) != AZMI_STATUS_OK) {
        _exit(11);
    }
    if (write(1, view.secret.data, view.secret.len) != (ssize_t)view.secret.len || write(1, "\n", 1) != 1) {
        _exit(12);
    }
    memset(&view, 0, sizeof view);
    azmi_token_free(token);
}

int main(void) {
    size_t count = 0, i;
    AzmiEnvVar *env;
    AzmiClientOptions options = {0};
    AzmiVmQuery query = {0};
    AzmiClient *client = NULL;
    AzmiConnection *connection = NULL;
    AzmiVmPrincipal *principal = NULL;
    char go;

    while (environ[count]) {
        count++;
    }
    env = calloc(count, sizeof *env);
    if (!env) {
        return 2;
    }
    for (i = 0; i < count; i++) {
        char *equals = strchr(environ[i], '=');
        env[i].name.data = (const uint8_t *)environ[i];
        env[i].name.len = (size_t)(equals - environ[i]);
        env[i].value = text(equals + 1);
    }
    options.size = sizeof options;
    options.env = env;
    options.env_len = count;
    if (azmi_client_new(&options, &client, NULL) != AZMI_STATUS_OK) {
        return 3;
    }
    free(env);
    if (azmi_client_connect(client, NULL, &connection, NULL) != AZMI_STATUS_OK) {
        return 4;
    }
    show(client, NULL, 0);
    show(client, NULL, 1);
    show(client, "https://vault.azure.net", 0);
    /* Through TLS too. */
    query.size = sizeof query;
    query.name = text("vm1");
    if (azmi_vm_principal_get(client, &query, NULL, &principal, NULL) != AZMI_STATUS_OK) {
        return 5;
    }
    azmi_vm_principal_free(principal);
    azmi_connection_free(connection);
    azmi_client_free(client);
    if (write(1, "freed\n", 6) != 6 || read(0, &go, 1) < 0) {
        return 6;
    }
    return 0;
}
