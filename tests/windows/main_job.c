/*
 * The main job through azmi.dll, from C on Windows: sign in, get a token, print the VM's principal id.
 *
 *   main_job untrusted|trusted
 *
 * The variables of the process address an emulator; AZMI_TEST_PRINCIPAL, AZMI_TEST_VM, AZMI_TEST_CLIENT and
 * AZMI_TEST_CLIENT_PRINCIPAL say what it must answer. "untrusted": the emulator's root certificate is unknown to Windows.
 * Prints a line per test and a closing line in the form of Rust's own test runner.
 */
#include <azmi.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned passed, failed;

static void check(const char *name, int ok, const char *detail, size_t detail_len)
{
    printf("test %s ... %s\n", name, ok ? "ok" : "FAILED");
    if (ok)
        passed++;
    else {
        failed++;
        printf("    %.*s\n", (int)detail_len, detail);
    }
}

static AzmiStr text(const char *value)
{
    AzmiStr str = {NULL, 0};

    if (value != NULL) {
        str.data = (const uint8_t *)value;
        str.len = strlen(value);
    }
    return str;
}

static int equals(const AzmiStr *str, const char *value)
{
    return value != NULL && str->len == strlen(value) && memcmp(str->data, value, str->len) == 0;
}

static int ends_with(const AzmiStr *str, const char *end)
{
    size_t length = strlen(end);

    return str->len >= length && memcmp(str->data + str->len - length, end, length) == 0;
}

/* One test of a call: its status is the wanted one, and an error, if there is one, has the wanted id. Frees the error. */
static int check_status(const char *name, AzmiStatus status, AzmiStatus wanted, const char *code, AzmiError *error)
{
    char detail[1024];
    AzmiErrorView view;
    int ok = status == wanted;

    memset(&view, 0, sizeof view);
    view.size = sizeof view;
    if (error != NULL)
        azmi_error_view(error, &view);
    if (code != NULL)
        ok = ok && equals(&view.code, code);
    snprintf(detail, sizeof detail, "status %d, wanted %d; %.*s: %.*s", (int)status, (int)wanted, (int)view.code.len,
             view.code.len ? (const char *)view.code.data : "", (int)view.message.len,
             view.message.len ? (const char *)view.message.data : "");
    check(name, ok, detail, strlen(detail));
    azmi_error_free(error);
    return ok;
}

/* All variables of this process, as the shim passes them. */
static size_t environment(AzmiEnvVar *vars, size_t most)
{
    /* Kept for the life of the process: the variables point into it. */
    char *all = GetEnvironmentStringsA();
    size_t count = 0;

    for (char *one = all; *one != '\0' && count < most; one += strlen(one) + 1) {
        char *equals_sign = strchr(one + 1, '=');
        if (equals_sign == NULL)
            continue;
        vars[count].name.data = (const uint8_t *)one;
        vars[count].name.len = (size_t)(equals_sign - one);
        vars[count].value = text(equals_sign + 1);
        count++;
    }
    return count;
}

static AzmiClient *new_client(const char *name, const char *client_id, const char *without)
{
    static AzmiEnvVar vars[512];
    AzmiClientOptions options;
    AzmiClient *client = NULL;
    AzmiError *error = NULL;
    AzmiStatus status;
    size_t count = environment(vars, sizeof vars / sizeof vars[0]);

    for (size_t i = 0; i < count; i++)
        if (without != NULL && equals(&vars[i].name, without))
            vars[i].value = text("");
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.client_id = text(client_id);
    options.env = vars;
    options.env_len = count;
    status = azmi_client_new(&options, &client, &error);
    check_status(name, status, AZMI_STATUS_OK, NULL, error);
    return client;
}

static void check_principal(const char *name, const AzmiClient *client, const char *vm, const char *wanted)
{
    AzmiVmPrincipal *principal = NULL;
    AzmiVmPrincipalView view;
    AzmiVmQuery query;
    AzmiError *error = NULL;
    AzmiStatus status;
    char answer[128];

    snprintf(answer, sizeof answer, "%s_id", name);
    memset(&query, 0, sizeof query);
    query.size = sizeof query;
    query.name = text(vm);
    status = azmi_vm_principal_get(client, vm == NULL ? NULL : &query, NULL, &principal, &error);
    if (check_status(name, status, AZMI_STATUS_OK, NULL, error)) {
        memset(&view, 0, sizeof view);
        view.size = sizeof view;
        azmi_vm_principal_view(principal, &view, NULL);
        check(answer, equals(&view.principal_id, wanted), (const char *)view.principal_id.data, view.principal_id.len);
        printf("principal id of %s: %.*s\n", vm == NULL ? "this machine" : vm, (int)view.principal_id.len,
               (const char *)view.principal_id.data);
    }
    azmi_vm_principal_free(principal);
}

static void library_tests(void)
{
    AzmiStr version = {NULL, 0}, path = {NULL, 0};
    AzmiError *error = NULL;
    AzmiClient *client = NULL;
    AzmiClientOptions options;
    AzmiStatus status;

    check("abi_version", azmi_abi_version() >> 16 == AZMI_ABI_VERSION_MAJOR, "another major version", 21);
    check_status("version_string", azmi_version_string(&version), AZMI_STATUS_OK, NULL, NULL);
    status = azmi_library_path(&path, &error);
    check_status("library_path", status, AZMI_STATUS_OK, NULL, error);
    check("library_path_names_the_file", ends_with(&path, "azmi.dll"), (const char *)path.data, path.len);

    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.client_id = text("not-a-guid");
    status = azmi_client_new(&options, &client, &error);
    check_status("a_wrong_client_id", status, AZMI_STATUS_INVALID_ARGUMENT, "InvalidClientId", error);
}

static void token_tests(const AzmiClient *client)
{
    AzmiConnection *connection = NULL;
    AzmiConnectionView where;
    AzmiToken *token = NULL;
    AzmiTokenView view;
    AzmiError *error = NULL;
    AzmiStatus status = azmi_client_connect(client, NULL, &connection, &error);

    if (check_status("connect", status, AZMI_STATUS_OK, NULL, error)) {
        memset(&where, 0, sizeof where);
        where.size = sizeof where;
        azmi_connection_view(connection, &where, NULL);
        check("connect_names_the_principal", equals(&where.principal_id, getenv("AZMI_TEST_PRINCIPAL")),
              (const char *)where.principal_id.data, where.principal_id.len);
        check("connect_says_emulated", where.emulated == 1, "not emulated", 12);
    }
    azmi_connection_free(connection);

    status = azmi_token_get(client, NULL, NULL, &token, &error);
    if (check_status("token", status, AZMI_STATUS_OK, NULL, error)) {
        memset(&view, 0, sizeof view);
        view.size = sizeof view;
        azmi_token_view(token, &view, NULL);
        check("token_is_from_the_cache", view.from_cache == 1 && view.secret.len > 100, "no cached token", 15);
    }
    azmi_token_free(token);
}

static void cancel_test(const AzmiClient *client)
{
    AzmiCallOptions call;
    AzmiCancel *cancel = NULL;
    AzmiToken *token = NULL;
    AzmiTokenOptions options;
    AzmiError *error = NULL;
    AzmiStatus status = azmi_cancel_new(&cancel, &error);

    check_status("cancel_new", status, AZMI_STATUS_OK, NULL, error);
    azmi_cancel_trigger(cancel);
    memset(&call, 0, sizeof call);
    call.size = sizeof call;
    call.cancel = cancel;
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.force_refresh = 1;
    status = azmi_token_get(client, &options, &call, &token, &error);
    check_status("a_cancelled_call", status, AZMI_STATUS_CANCELLED, "Cancelled", error);
    azmi_cancel_free(cancel);
}

static void untrusted_tests(void)
{
    const char *vm = getenv("AZMI_TEST_VM");
    AzmiClient *client = new_client("client_without_ca_file", NULL, "AZMI_CA_FILE");
    AzmiVmPrincipal *principal = NULL;
    AzmiVmQuery query;
    AzmiError *error = NULL;
    AzmiStatus status;

    memset(&query, 0, sizeof query);
    query.size = sizeof query;
    query.name = text(vm);
    status = azmi_vm_principal_get(client, &query, NULL, &principal, &error);
    check_status("an_unknown_root_is_refused", status, AZMI_STATUS_TLS, "CertificateNotTrusted", error);
    azmi_client_free(client);

    client = new_client("client_with_ca_file", NULL, NULL);
    check_principal("a_root_from_the_file_is_trusted", client, vm, getenv("AZMI_TEST_PRINCIPAL"));
    azmi_client_free(client);
}

static void trusted_tests(void)
{
    AzmiClient *client = new_client("client", NULL, "AZMI_CA_FILE");
    AzmiClient *other = new_client("client_of_a_user_assigned_identity", getenv("AZMI_TEST_CLIENT"), "AZMI_CA_FILE");
    AzmiConnection *connection = NULL;
    AzmiConnectionView view;
    AzmiError *error = NULL;
    AzmiStatus status;

    token_tests(client);
    cancel_test(client);
    check_principal("this_machine", client, NULL, getenv("AZMI_TEST_PRINCIPAL"));
    check_principal("by_name_with_windows_own_root_store", client, getenv("AZMI_TEST_VM"), getenv("AZMI_TEST_PRINCIPAL"));
    status = azmi_client_connect(other, NULL, &connection, &error);
    if (check_status("connect_as_user_assigned", status, AZMI_STATUS_OK, NULL, error)) {
        memset(&view, 0, sizeof view);
        view.size = sizeof view;
        azmi_connection_view(connection, &view, NULL);
        check("the_user_assigned_identity_answers", equals(&view.principal_id, getenv("AZMI_TEST_CLIENT_PRINCIPAL")),
              (const char *)view.principal_id.data, view.principal_id.len);
    }
    azmi_connection_free(connection);
    azmi_client_free(client);
    azmi_client_free(other);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: main_job untrusted|trusted\n");
        return 2;
    }
    if (strcmp(argv[1], "untrusted") == 0) {
        library_tests();
        untrusted_tests();
    } else {
        trusted_tests();
    }
    printf("test result: %s. %u passed; %u failed; 0 ignored\n", failed == 0 ? "ok" : "FAILED", passed, failed);
    return failed == 0 ? 0 : 1;
}
