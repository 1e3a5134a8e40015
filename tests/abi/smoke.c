/*
 * The main job from C11, against an emulator: connect, a token, principal ids, an error, cancelling, events.
 *
 * Passes all its variables to the library. What to expect comes in variables too: SMOKE_PRINCIPAL_ID, SMOKE_VM_NAME,
 * SMOKE_RESOURCE_GROUP. Prints one line for each part that went well; ends with 1 at the first that did not.
 */
#include <azmi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define VARIABLES _environ
#else
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;
#define VARIABLES environ
#endif

#define CHECK(condition)                                                                                                \
    do {                                                                                                                \
        if (!(condition)) {                                                                                             \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                     \
            exit(1);                                                                                                    \
        }                                                                                                               \
    } while (0)

static AzmiStr text(const char *value)
{
    AzmiStr result = { (const uint8_t *)value, value == NULL ? 0 : strlen(value) };
    return result;
}

static int equal(const AzmiStr *left, const char *right)
{
    return left->data != NULL && left->len == strlen(right) && memcmp(left->data, right, left->len) == 0;
}

static int contains(const AzmiStr *whole, const char *part)
{
    size_t len = strlen(part);
    for (size_t at = 0; at + len <= whole->len; at++) {
        if (memcmp(whole->data + at, part, len) == 0)
            return 1;
    }
    return 0;
}

static const char *expected(const char *name)
{
    const char *value = getenv(name);
    if (value == NULL) {
        fprintf(stderr, "the variable %s is not set\n", name);
        exit(1);
    }
    return value;
}

/* Shows an error and ends the program when a call failed that should not have. */
static void must(AzmiStatus status, AzmiError *error, const char *what)
{
    AzmiErrorView view = { .size = sizeof view };
    if (status == AZMI_STATUS_OK) {
        CHECK(error == NULL);
        printf("ok: %s\n", what);
        return;
    }
    CHECK(azmi_error_view(error, &view) == AZMI_STATUS_OK);
    fprintf(stderr, "%s failed with %d [%.*s]: %.*s\n", what, (int)status, (int)view.code.len,
            (const char *)view.code.data, (int)view.message.len, (const char *)view.message.data);
    azmi_error_free(error);
    exit(1);
}

/* All variables of this process, for a client. To be freed. */
static AzmiEnvVar *variables(size_t *len)
{
    AzmiEnvVar *env;
    size_t count = 0;

    while (VARIABLES[count] != NULL)
        count++;
    env = calloc(count, sizeof *env);
    CHECK(env != NULL);
    for (size_t i = 0; i < count; i++) {
        const char *variable = VARIABLES[i];
        const char *equals = strchr(variable + 1, '=');
        CHECK(equals != NULL);
        env[i].name.data = (const uint8_t *)variable;
        env[i].name.len = (size_t)(equals - variable);
        env[i].value = text(equals + 1);
    }
    *len = count;
    return env;
}

static AzmiClient *new_client(const AzmiClientOptions *options)
{
    AzmiClient *client = NULL;
    AzmiError *error = NULL;

    must(azmi_client_new(options, &client, &error), error, "client");
    return client;
}

static void check_library(void)
{
    AzmiStr version, path;
    AzmiAudienceView audience = { .size = sizeof audience };
    AzmiError *error = NULL;

    CHECK(azmi_abi_version() >> 16 == AZMI_ABI_VERSION_MAJOR);
    CHECK((int)(azmi_abi_version() & 0xFFFF) >= AZMI_ABI_VERSION_MINOR);
    CHECK(azmi_version_string(&version) == AZMI_STATUS_OK && version.len > 0);
    must(azmi_library_path(&path, &error), error, "library path");
    CHECK(contains(&path, "azmi"));
    CHECK(azmi_audience_len() > 0);
    must(azmi_audience_get(0, NULL, 0, &audience, &error), error, "audience");
    CHECK(audience.name.len > 0 && audience.audience.len > 0);
}

static void check_connection(const AzmiClient *client)
{
    AzmiConnectionView view = { .size = sizeof view };
    AzmiConnection *connection = NULL;
    AzmiError *error = NULL;

    must(azmi_client_connect(client, NULL, &connection, &error), error, "connect");
    CHECK(azmi_connection_view(connection, &view, NULL) == AZMI_STATUS_OK);
    CHECK(view.source == AZMI_SOURCE_VM && equal(&view.source_name, "Vm"));
    CHECK(view.identity_type == AZMI_IDENTITY_SYSTEM_ASSIGNED);
    CHECK(view.emulated == 1);
    CHECK(equal(&view.principal_id, expected("SMOKE_PRINCIPAL_ID")));
    CHECK(equal(&view.vm_name, expected("SMOKE_VM_NAME")));
    azmi_connection_free(connection);
}

static void check_token(const AzmiClient *client)
{
    AzmiTokenOptions options = { .size = sizeof options };
    AzmiTokenView first = { .size = sizeof first }, second = { .size = sizeof second };
    AzmiToken *token = NULL, *again = NULL;
    AzmiError *error = NULL;

    options.resource = text("https://vault.azure.net");
    must(azmi_token_get(client, &options, NULL, &token, &error), error, "token");
    CHECK(azmi_token_view(token, &first, NULL) == AZMI_STATUS_OK);
    CHECK(first.secret.len > 100 && first.expires_on > first.issued_on && first.from_cache == 0);
    must(azmi_token_get(client, &options, NULL, &again, &error), error, "token from the cache");
    CHECK(azmi_token_view(again, &second, NULL) == AZMI_STATUS_OK);
    CHECK(second.from_cache == 1 && second.secret.len == first.secret.len);
    CHECK(memcmp(first.secret.data, second.secret.data, first.secret.len) == 0);
    azmi_token_free(token);
    azmi_token_free(again);
}

static void check_principal(const AzmiClient *client, const AzmiVmQuery *query, const char *what)
{
    AzmiVmPrincipalView view = { .size = sizeof view };
    AzmiVmPrincipal *principal = NULL;
    AzmiError *error = NULL;

    must(azmi_vm_principal_get(client, query, NULL, &principal, &error), error, what);
    CHECK(azmi_vm_principal_view(principal, &view, NULL) == AZMI_STATUS_OK);
    CHECK(equal(&view.principal_id, expected("SMOKE_PRINCIPAL_ID")));
    azmi_vm_principal_free(principal);
}

static void check_error(const AzmiClient *client)
{
    AzmiVmQuery query = { .size = sizeof query };
    AzmiVmPrincipal *principal = (AzmiVmPrincipal *)&query;
    AzmiErrorView view = { .size = sizeof view };
    AzmiError *error = NULL;

    query.name = text("no-such-vm");
    CHECK(azmi_vm_principal_get(client, &query, NULL, &principal, &error) == AZMI_STATUS_NOT_FOUND);
    CHECK(principal == NULL && error != NULL);
    CHECK(azmi_error_view(error, &view) == AZMI_STATUS_OK);
    CHECK(view.status == AZMI_STATUS_NOT_FOUND && view.retryable == 0);
    CHECK(equal(&view.code, "VmNotFound") && contains(&view.message, "no-such-vm"));
    azmi_error_free(error);
    printf("ok: error\n");
}

static void check_doctor(const AzmiClientOptions *options)
{
    static const char *const resource = "https://vault.azure.net";
    AzmiCheckView view = { .size = sizeof view };
    AzmiDoctorReport *report = NULL;
    AzmiError *error = NULL;
    AzmiClientOptions wrong = *options;

    must(azmi_doctor_run(options, (const uint8_t *)resource, strlen(resource), NULL, &report, &error), error, "doctor");
    CHECK(azmi_doctor_report_len(report) == 9 && azmi_doctor_report_is_healthy(report) == 1);
    CHECK(azmi_doctor_report_get(report, 0, &view, NULL) == AZMI_STATUS_OK);
    CHECK(equal(&view.name, "Source") && view.status == AZMI_CHECK_PASS && equal(&view.status_name, "Pass"));
    CHECK(view.detail.len > 0 && view.fix.data == NULL);
    azmi_doctor_report_free(report);

    /* A source that is not there is a finding, and no failure. */
    wrong.source = AZMI_SOURCE_SERVICE_FABRIC;
    must(azmi_doctor_run(&wrong, NULL, 0, NULL, &report, &error), error, "doctor without a source");
    CHECK(azmi_doctor_report_is_healthy(report) == 0);
    CHECK(azmi_doctor_report_get(report, 0, &view, NULL) == AZMI_STATUS_OK);
    CHECK(view.status == AZMI_CHECK_FAIL && view.fix.len > 0);
    CHECK(azmi_doctor_report_get(report, 9, &view, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    azmi_doctor_report_free(report);
    azmi_doctor_report_free(NULL);
}

struct watcher {
    const AzmiCancel *cancel;
    int events;
};

/* Ends its own call as soon as it is about to send something. */
static void cancel_request(const AzmiEventView *event, void *user_data)
{
    struct watcher *watcher = user_data;
    watcher->events++;
    CHECK(event->message.len > 0);
    if (event->kind == AZMI_EVENT_REQUEST)
        azmi_cancel_trigger(watcher->cancel);
}

static void check_cancel(const AzmiClient *client)
{
    AzmiCallOptions call = { .size = sizeof call };
    AzmiTokenOptions options = { .size = sizeof options };
    struct watcher watcher = { NULL, 0 };
    AzmiToken *token = NULL;
    AzmiCancel *cancel = NULL;
    AzmiError *error = NULL;
    AzmiErrorView view = { .size = sizeof view };

    must(azmi_cancel_new(&cancel, &error), error, "cancel");
    watcher.cancel = cancel;
    call.timeout_ms = 20000;
    call.cancel = cancel;
    call.on_event = cancel_request;
    call.user_data = &watcher;
    /* Whether the answer or the cancelling is faster is a race; the next call finds the switch triggered. */
    options.force_refresh = 1;
    (void)azmi_token_get(client, &options, &call, &token, NULL);
    azmi_token_free(token);
    CHECK(watcher.events > 0);
    CHECK(azmi_token_get(client, &options, &call, &token, &error) == AZMI_STATUS_CANCELLED);
    CHECK(token == NULL);
    CHECK(azmi_error_view(error, &view) == AZMI_STATUS_OK && equal(&view.code, "Cancelled"));
    azmi_error_free(error);
    azmi_cancel_free(cancel);
    printf("ok: cancelled\n");
}

/* The library's thread does not follow a fork: the child must be told, and not wait for ever. */
static void check_fork(const AzmiClient *client)
{
#ifndef _WIN32
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        AzmiVmPrincipal *principal = NULL;
        AzmiStatus answer = azmi_vm_principal_get(client, NULL, NULL, &principal, NULL);
        _exit(answer == AZMI_STATUS_NOT_CONNECTED ? 0 : 1);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    printf("ok: fork\n");
#else
    (void)client;
#endif
}

int main(void)
{
    AzmiVmQuery query = { .size = sizeof query };
    AzmiClientOptions options = { .size = sizeof options };
    AzmiEnvVar *env;
    AzmiClient *client;

    check_library();
    env = variables(&options.env_len);
    options.env = env;
    client = new_client(&options);
    check_connection(client);
    check_token(client);
    check_principal(client, NULL, "principal of this machine");
    query.name = text(expected("SMOKE_VM_NAME"));
    check_principal(client, &query, "principal by name");
    query.resource_group = text(expected("SMOKE_RESOURCE_GROUP"));
    check_principal(client, &query, "principal by group and name");
    check_error(client);
    check_cancel(client);
    check_doctor(&options);
    check_fork(client);
    free(env);
    azmi_client_free(client);
    azmi_client_free(NULL);
    printf("done\n");
    return 0;
}
