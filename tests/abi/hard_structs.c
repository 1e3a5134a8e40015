/*
 * Every struct and text that callers pass: sizes of older and newer programs and sizes that are none, text that isn't UTF-8, lengths
 * that can't be, pointers that are NULL where there is a length. Each struct lies right before memory that nobody may touch, at
 * exactly the size it says, so that one byte read or written too far ends this program. Needs an emulator.
 */
#include "hard.h"

#include <stddef.h>

/* Passes options to the functions that take them and frees what they make. */
typedef AzmiStatus (*Taker)(const void *options, AzmiError **error);

static AzmiClientOptions client_options = { .size = sizeof client_options };
static AzmiClient *client;

static AzmiStatus take_client(const void *options, AzmiError **error)
{
    AzmiClient *out = NULL;
    AzmiStatus status = TRY(azmi_client_new, options, &out, error);
    TRY(azmi_client_free, out);
    return status;
}

static AzmiStatus take_token(const void *options, AzmiError **error)
{
    AzmiToken *out = NULL;
    AzmiStatus status = TRY(azmi_token_get, client, options, NULL, &out, error);
    TRY(azmi_token_free, out);
    return status;
}

static AzmiStatus take_call(const void *call, AzmiError **error)
{
    AzmiToken *out = NULL;
    AzmiStatus status = TRY(azmi_token_get, client, NULL, call, &out, error);
    TRY(azmi_token_free, out);
    return status;
}

static AzmiStatus take_query(const void *query, AzmiError **error)
{
    AzmiVmPrincipal *out = NULL;
    AzmiStatus status = TRY(azmi_vm_principal_get, client, query, NULL, &out, error);
    TRY(azmi_vm_principal_free, out);
    return status;
}

static AzmiStatus take_identity_query(const void *query, AzmiError **error)
{
    AzmiVmIdentities *out = NULL;
    AzmiStatus status = TRY(azmi_vm_identity_get, client, query, NULL, &out, error);
    TRY(azmi_vm_identities_free, out);
    return status;
}

static AzmiStatus take_fleet(const void *query, AzmiError **error)
{
    AzmiFleet *out = NULL;
    AzmiStatus status = TRY(azmi_fleet_open, client, query, &out, error);
    TRY(azmi_fleet_free, out);
    return status;
}

static AzmiStatus take_request(const void *request, AzmiError **error)
{
    AzmiRestAnswer *out = NULL;
    AzmiStatus status = TRY(azmi_rest_send, client, request, NULL, &out, error);
    TRY(azmi_rest_free, out);
    return status;
}

/* A view of a struct of options: its whole size, where its texts lie, and where its list and the length of that. */
struct options {
    const char *name;
    size_t size;
    size_t texts[8];
    size_t list;
    Taker take;
};

#define AT(type, field) (offsetof(type, field))
#define QUERY_TEXTS                                                                                                     \
    { AT(AzmiVmQuery, name), AT(AzmiVmQuery, resource_group), AT(AzmiVmQuery, subscription_id),                         \
      AT(AzmiVmQuery, resource_id), AT(AzmiVmQuery, identity_name) }

static const struct options all_options[] = {
    { "AzmiClientOptions", sizeof(AzmiClientOptions),
      { AT(AzmiClientOptions, client_id), AT(AzmiClientOptions, object_id), AT(AzmiClientOptions, identity_resource_id),
        AT(AzmiClientOptions, account_id), AT(AzmiClientOptions, environment), AT(AzmiClientOptions, subscription_id) },
      AT(AzmiClientOptions, env), take_client },
    { "AzmiTokenOptions", sizeof(AzmiTokenOptions), { AT(AzmiTokenOptions, resource), AT(AzmiTokenOptions, claims) }, 0, take_token },
    { "AzmiCallOptions", sizeof(AzmiCallOptions), { 0 }, 0, take_call },
    { "AzmiVmQuery", sizeof(AzmiVmQuery), QUERY_TEXTS, 0, take_query },
    { "AzmiVmQuery of identities", sizeof(AzmiVmQuery), QUERY_TEXTS, 0, take_identity_query },
    { "AzmiFleetQuery", sizeof(AzmiFleetQuery), { AT(AzmiFleetQuery, name_pattern), AT(AzmiFleetQuery, resource_group) },
      AT(AzmiFleetQuery, subscription_ids), take_fleet },
    { "AzmiRestRequest", sizeof(AzmiRestRequest),
      { AT(AzmiRestRequest, method), AT(AzmiRestRequest, path), AT(AzmiRestRequest, uri), AT(AzmiRestRequest, api_version),
        AT(AzmiRestRequest, body), AT(AzmiRestRequest, resource) },
      AT(AzmiRestRequest, headers), take_request },
};

static void refused(AzmiStatus status, AzmiError *error, const char *id)
{
    CHECK(status == AZMI_STATUS_INVALID_ARGUMENT);
    check_error(status, error, id);
}

/* Options of that size, zero but for the size, with the memory behind them closed. */
static unsigned char *options_of(size_t size)
{
    unsigned char *options = fenced(size);
    uint32_t stated = (uint32_t)size;
    memset(options, 0, size);
    memcpy(options, &stated, sizeof stated);
    return options;
}

static void try_text(const struct options *type, size_t at)
{
    static const uint8_t bad[][4] = { { 'a', 0xFF, 0, 0 }, { 'a', 0xC3, 0, 0 }, { 0xC0, 0x80, 0, 0 }, { 0xED, 0xA0, 0x80, 0 } };
    static const size_t lengths[] = { SIZE_MAX, SIZE_MAX / 2, (size_t)1 << 40, UINT32_MAX, (size_t)1 << 31 };
    AzmiError *error = NULL;
    AzmiStr wrong;
    AzmiStatus status;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        unsigned char *options = options_of(type->size);
        wrong.data = bad[i];
        wrong.len = i == 3 ? 3 : 2;
        memcpy(options + at, &wrong, sizeof wrong);
        status = type->take(options, &error);
        refused(status, error, "InvalidUtf8");
    }
    for (size_t i = 0; i <= sizeof lengths / sizeof lengths[0]; i++) {
        unsigned char *options = options_of(type->size);
        /* At last NULL, with a length. */
        wrong.data = i < sizeof lengths / sizeof lengths[0] ? bad[0] : NULL;
        wrong.len = i < sizeof lengths / sizeof lengths[0] ? lengths[i] : 1;
        memcpy(options + at, &wrong, sizeof wrong);
        status = type->take(options, &error);
        refused(status, error, "InvalidPointer");
    }
}

static void try_list(const struct options *type)
{
    static const size_t lengths[] = { SIZE_MAX, SIZE_MAX / 32, (size_t)1 << 32, 65537 };
    static const uint64_t entries[4] = { 0 };
    AzmiError *error = NULL;
    AzmiStatus status;

    for (size_t i = 0; i <= sizeof lengths / sizeof lengths[0]; i++) {
        unsigned char *options = options_of(type->size);
        const void *first = i < sizeof lengths / sizeof lengths[0] ? entries : NULL;
        size_t len = i < sizeof lengths / sizeof lengths[0] ? lengths[i] : 1;
        memcpy(options + type->list, &first, sizeof first);
        memcpy(options + type->list + sizeof first, &len, sizeof len);
        status = type->take(options, &error);
        refused(status, error, "InvalidPointer");
    }
}

static void try_sizes(const struct options *type)
{
    static const uint32_t wrong[] = { 0, 1, 2, 3, 5, 9, 4097, 4104, UINT32_MAX, UINT32_MAX - 7 };
    AzmiError *error = NULL;
    AzmiStatus status;

    /* Of older programs, and of newer ones that leave the newer fields alone. */
    for (size_t size = 8; size <= type->size + 64; size += 8) {
        status = type->take(options_of(size), &error);
        CHECK(status == AZMI_STATUS_OK || status == AZMI_STATUS_INVALID_ARGUMENT);
        check_error(status, error, NULL);
    }
    /* A newer program that sets what this library does not know: each byte of it is looked at. */
    for (size_t at = type->size; at < type->size + 16; at++) {
        unsigned char *options = options_of(type->size + 16);
        options[at] = 1;
        status = type->take(options, &error);
        refused(status, error, "InvalidPointer");
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsigned char *options = fenced(4);
        memcpy(options, &wrong[i], sizeof wrong[i]);
        status = type->take(options, &error);
        refused(status, error, "InvalidPointer");
    }
}

/* Fills a view of what `shown` is. */
typedef AzmiStatus (*Shower)(const void *shown, void *view, AzmiError **error);

#define SHOWER(name, function, type, ...)                                                                               \
    static AzmiStatus name(const void *shown, void *view, AzmiError **error)                                            \
    {                                                                                                                   \
        (void)error;                                                                                                    \
        (void)shown;                                                                                                    \
        return TRY(function, __VA_ARGS__);                                                                              \
    }
SHOWER(show_error, azmi_error_view, AzmiError, shown, view)
SHOWER(show_connection, azmi_connection_view, AzmiConnection, shown, view, error)
SHOWER(show_token, azmi_token_view, AzmiToken, shown, view, error)
SHOWER(show_principal, azmi_vm_principal_view, AzmiVmPrincipal, shown, view, error)
SHOWER(show_machine, azmi_vm_identities_get, AzmiVmIdentities, shown, 0, view, error)
SHOWER(show_user_assigned, azmi_vm_identities_user_assigned, AzmiVmIdentities, shown, 0, 0, view, error)
SHOWER(show_answer, azmi_rest_view, AzmiRestAnswer, shown, view, error)
SHOWER(show_check, azmi_doctor_report_get, AzmiDoctorReport, shown, 0, view, error)
SHOWER(show_audience, azmi_audience_get, AzmiError, 0, NULL, 0, view, error)

static void try_view(const char *name, size_t whole, Shower show, const void *shown)
{
    static const uint32_t wrong[] = { 0, 1, 2, 3, 5, 9, 4097, 4104, UINT32_MAX, UINT32_MAX - 7 };
    unsigned char full[512];
    AzmiError *error = NULL;

    about = name;
    CHECK(whole <= sizeof full);
    memcpy(full, options_of(whole), whole);
    CHECK(show(shown, full, &error) == AZMI_STATUS_OK);
    for (size_t size = 8; size <= whole + 64; size += 8) {
        unsigned char *view = fenced(size);
        uint32_t stated = (uint32_t)size;
        memcpy(view, &stated, sizeof stated);
        CHECK(show(shown, view, &error) == AZMI_STATUS_OK);
        /* As much of the whole as there is room for, and zeroes behind it; not one byte before, not one behind. */
        CHECK(memcmp(view, &stated, sizeof stated) == 0 && view[-1] == 0xA5);
        CHECK(memcmp(view + 4, full + 4, (size < whole ? size : whole) - 4) == 0);
        for (size_t at = whole; at < size; at++)
            CHECK(view[at] == 0);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsigned char *view = fenced(8);
        memcpy(view, &wrong[i], sizeof wrong[i]);
        CHECK(show(shown, view, &error) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(view[4] == 0xA5 && memcmp(view, &wrong[i], sizeof wrong[i]) == 0);
        if (show != show_error)
            check_error(AZMI_STATUS_INVALID_ARGUMENT, error, "InvalidPointer");
    }
}

static void try_views(void)
{
    AzmiVmQuery nobody = { .size = sizeof nobody, .name = text("no-such-vm") };
    AzmiRestRequest request = { .size = sizeof request, .path = text("/subscriptions?api-version=2022-12-01") };
    AzmiConnection *connection = NULL;
    AzmiToken *token = NULL;
    AzmiVmPrincipal *principal = NULL, *none = NULL;
    AzmiVmIdentities *machines = NULL;
    AzmiRestAnswer *answer = NULL;
    AzmiDoctorReport *report = NULL;
    AzmiError *error = NULL;

    about = "things to look at";
    CHECK(TRY(azmi_client_connect, client, NULL, &connection, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_token_get, client, NULL, NULL, &token, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_principal_get, client, NULL, NULL, &principal, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_identity_get, client, NULL, NULL, &machines, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_rest_send, client, &request, NULL, &answer, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_doctor_run, &client_options, NULL, 0, NULL, &report, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_principal_get, client, &nobody, NULL, &none, &error) == AZMI_STATUS_NOT_FOUND);
    try_view("AzmiErrorView", sizeof(AzmiErrorView), show_error, error);
    try_view("AzmiConnectionView", sizeof(AzmiConnectionView), show_connection, connection);
    try_view("AzmiTokenView", sizeof(AzmiTokenView), show_token, token);
    try_view("AzmiVmPrincipalView", sizeof(AzmiVmPrincipalView), show_principal, principal);
    try_view("AzmiVmIdentityView", sizeof(AzmiVmIdentityView), show_machine, machines);
    try_view("AzmiUserAssignedView", sizeof(AzmiUserAssignedView), show_user_assigned, machines);
    try_view("AzmiRestView", sizeof(AzmiRestView), show_answer, answer);
    try_view("AzmiCheckView", sizeof(AzmiCheckView), show_check, report);
    try_view("AzmiAudienceView", sizeof(AzmiAudienceView), show_audience, NULL);
    TRY(azmi_error_free, error);
    TRY(azmi_connection_free, connection);
    TRY(azmi_token_free, token);
    TRY(azmi_vm_principal_free, principal);
    TRY(azmi_vm_identities_free, machines);
    TRY(azmi_rest_free, answer);
    TRY(azmi_doctor_report_free, report);
}

/* The texts that are parameters of their own. */
static void try_bare_texts(void)
{
    static const uint8_t bad[] = { 'a', 0xFF };
    AzmiAudienceView view = { .size = sizeof view };
    AzmiDoctorReport *report = NULL;
    AzmiError *error = NULL;
    AzmiStatus status;

    for (int i = 0; i < 3; i++) {
        const uint8_t *data = i < 2 ? bad : NULL;
        size_t len = i == 0 ? 2 : SIZE_MAX;
        const char *id = i == 0 ? "InvalidUtf8" : "InvalidPointer";
        about = "azmi_audience_get";
        status = TRY(azmi_audience_get, 0, data, len, &view, &error);
        refused(status, error, id);
        about = "azmi_doctor_run";
        status = TRY(azmi_doctor_run, &client_options, data, len, NULL, &report, &error);
        refused(status, error, id);
    }
}

int main(void)
{
    about = "a client";
    client_options.env = variables(&client_options.env_len);
    CHECK(TRY(azmi_client_new, &client_options, &client, NULL) == AZMI_STATUS_OK);
    for (size_t i = 0; i < sizeof all_options / sizeof all_options[0]; i++) {
        const struct options *type = &all_options[i];
        about = type->name;
        for (size_t j = 0; j < sizeof type->texts / sizeof type->texts[0] && type->texts[j] != 0; j++)
            try_text(type, type->texts[j]);
        if (type->list != 0)
            try_list(type);
        try_sizes(type);
    }
    try_views();
    try_bare_texts();
    TRY(azmi_client_free, client);
    free((void *)client_options.env);
    print_counts();
    puts("done");
    return 0;
}
