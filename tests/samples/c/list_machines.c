/* Lists the virtual machines that the machine's identity can read, each with its principal id. Needs Reader on them. */
#include <azmi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static int print(FILE *to, const char *before, const AzmiStr *text)
{
    return fprintf(to, "%s%.*s", before, (int)text->len, text->len ? (const char *)text->data : "");
}

/* The variables of this process: the library reads none by itself. To be freed, after the client was made. */
static AzmiEnvVar *variables(size_t *len)
{
    AzmiEnvVar *env;
    size_t count = 0;

    while (environ[count] != NULL)
        count++;
    env = calloc(count, sizeof *env);
    for (size_t i = 0; env != NULL && i < count; i++) {
        const char *equals = strchr(environ[i], '=');
        size_t name = equals == NULL ? strlen(environ[i]) : (size_t)(equals - environ[i]);
        const char *value = environ[i] + name + (equals != NULL);
        env[i] = (AzmiEnvVar){ { (const uint8_t *)environ[i], name }, { (const uint8_t *)value, strlen(value) } };
    }
    *len = env == NULL ? 0 : count;
    return env;
}

static AzmiStatus print_page(const AzmiVmIdentities *page)
{
    AzmiVmIdentityView machine = { .size = sizeof machine };

    for (size_t i = 0; i < azmi_vm_identities_len(page); i++) {
        AzmiStatus status = azmi_vm_identities_get(page, i, &machine, NULL);
        if (status != AZMI_STATUS_OK)
            return status;
        print(stdout, "", &machine.name);
        print(stdout, "\t", &machine.principal_id);
        putchar('\n');
    }
    return AZMI_STATUS_OK;
}

int main(void)
{
    AzmiClientOptions options = { .size = sizeof options };
    AzmiFleetQuery query = { .size = sizeof query, .all = 1 };
    AzmiVmIdentities *page = NULL;
    AzmiClient *client = NULL;
    AzmiFleet *fleet = NULL;
    AzmiError *error = NULL;
    AzmiEnvVar *env = variables(&options.env_len);
    AzmiStatus status;

    options.env = env;
    status = azmi_client_new(&options, &client, &error);
    if (status == AZMI_STATUS_OK)
        status = azmi_fleet_open(client, &query, &fleet, &error);
    while (status == AZMI_STATUS_OK && (status = azmi_fleet_next(fleet, NULL, &page, &error)) == AZMI_STATUS_OK && page != NULL) {
        status = print_page(page);
        azmi_vm_identities_free(page);
    }
    if (error != NULL) {
        AzmiErrorView view = { .size = sizeof view };
        azmi_error_view(error, &view);
        print(stderr, "", &view.message);
        print(stderr, "\n  ", &view.hint);
        fputc('\n', stderr);
    }
    azmi_error_free(error);
    azmi_fleet_free(fleet);
    azmi_client_free(client);
    free(env);
    return status == AZMI_STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
