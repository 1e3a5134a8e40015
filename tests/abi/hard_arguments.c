/*
 * Every exported function with what a caller can get wrong: NULL in each place and in every combination, sizes of older, newer and
 * broken programs, text that isn't UTF-8, lengths and numbers that can't be, and what may be freed more than once. Every view and
 * every struct of options lies right before memory that nobody may touch. Needs an emulator; its address comes in the variables.
 */
#include "hard.h"

#include <stddef.h>

static struct {
    AzmiClientOptions options;
    AzmiCancel *cancel;
    AzmiClient *client;
    AzmiConnection *connection;
    AzmiToken *token;
    AzmiVmPrincipal *principal;
    AzmiVmIdentities *machines;
    AzmiFleet *fleet;
    AzmiRestAnswer *answer;
    AzmiDoctorReport *report;
    AzmiError *error;
} world;

static const AzmiFleetQuery all = { .size = sizeof all, .all = 1 };
static const AzmiVmQuery here = { .size = sizeof here };
static const AzmiTokenOptions plain = { .size = sizeof plain };
static AzmiRestRequest request = { .size = sizeof request, .paginate = 1 };

static void ignore(const AzmiEventView *event, void *user_data)
{
    CHECK(event->size == sizeof *event && event->message.len > 0 && user_data == &world);
}

static AzmiCallOptions call = { .size = sizeof call, .timeout_ms = 30000, .on_event = ignore, .user_data = &world };

/* A parameter, or NULL where the mask lacks its bit. */
#define BIT(number, value) ((mask & 1u << (number)) != 0 ? (value) : NULL)

/* Tries each combination of NULL and a right value: the inputs take the lowest bits, `out` and `error_out` the two highest ones.
 * The call may succeed only with all that is needed. */
#define MAKES(function, type, give_back, bits, needed, ...)                                                             \
    for (unsigned mask = 0; mask < 1u << (bits); mask++) {                                                              \
        type *out = (type *)(void *)&world;                                                                             \
        AzmiError *error = (AzmiError *)(void *)&world;                                                                 \
        AzmiStatus status;                                                                                              \
        about = #function;                                                                                              \
        status = TRY(function, __VA_ARGS__, BIT((bits) - 2, &out), BIT((bits) - 1, &error));                            \
        settle(mask, bits, needed, status, &error);                                                                      \
        if ((mask & 1u << ((bits) - 2)) != 0) {                                                                         \
            CHECK((out != NULL) == (status == AZMI_STATUS_OK));                                                         \
            TRY(give_back, out);                                                                                        \
        }                                                                                                               \
    }

/* The same for a function that shows something. */
#define SHOWS(function, type, sized, handle, ...)                                                                       \
    for (unsigned mask = 0; mask < 8; mask++) {                                                                         \
        type view = sized;                                                                                              \
        AzmiError *error = (AzmiError *)(void *)&world;                                                                 \
        AzmiStatus status;                                                                                              \
        about = #function;                                                                                              \
        status = TRY(function, BIT(0, handle), __VA_ARGS__ BIT(1, &view), BIT(2, &error));                              \
        settle(mask, 3, 1, status, &error);                                                                              \
    }

static void settle(unsigned mask, unsigned bits, unsigned needed, AzmiStatus status, AzmiError **error)
{
    needed |= 1u << (bits - 2);
    CHECK((status == AZMI_STATUS_OK) == ((mask & needed) == needed));
    CHECK(status == AZMI_STATUS_OK || status == AZMI_STATUS_INVALID_ARGUMENT);
    if ((mask & 1u << (bits - 1)) != 0)
        check_error(status, *error, "InvalidPointer");
}

static void try_makers(void)
{
    for (unsigned mask = 0; mask < 4; mask++) {
        AzmiCancel *out = NULL;
        AzmiError *error = NULL;
        about = "azmi_cancel_new";
        settle(mask, 2, 0, TRY(azmi_cancel_new, BIT(0, &out), BIT(1, &error)), &error);
        TRY(azmi_cancel_free, out);
    }
    MAKES(azmi_client_new, AzmiClient, azmi_client_free, 3, 0, BIT(0, &world.options))
    MAKES(azmi_client_connect, AzmiConnection, azmi_connection_free, 4, 1, BIT(0, world.client), BIT(1, &call))
    MAKES(azmi_token_get, AzmiToken, azmi_token_free, 5, 1, BIT(0, world.client), BIT(1, &plain), BIT(2, &call))
    MAKES(azmi_vm_principal_get, AzmiVmPrincipal, azmi_vm_principal_free, 5, 1, BIT(0, world.client), BIT(1, &here), BIT(2, &call))
    MAKES(azmi_vm_identity_get, AzmiVmIdentities, azmi_vm_identities_free, 5, 1, BIT(0, world.client), BIT(1, &here), BIT(2, &call))
    MAKES(azmi_rest_send, AzmiRestAnswer, azmi_rest_free, 5, 3, BIT(0, world.client), BIT(1, &request), BIT(2, &call))
    /* Without options the doctor would ask the real address; so it gets some, and nothing to write to when it gets none. */
    for (unsigned mask = 0; mask < 16; mask++) {
        AzmiDoctorReport *out = NULL;
        AzmiError *error = NULL;
        about = "azmi_doctor_run";
        if ((mask & 5) != 4)
            settle(mask, 4, 0, TRY(azmi_doctor_run, BIT(0, &world.options), NULL, 0, BIT(1, &call), BIT(2, &out), BIT(3, &error)), &error);
        TRY(azmi_doctor_report_free, out);
    }
}

/* What reads pages: their end is a success without an output. */
static void try_pages(void)
{
    for (unsigned mask = 0; mask < 16; mask++) {
        AzmiFleet *fleet = NULL;
        AzmiError *error = NULL;
        AzmiStatus status;
        about = "azmi_fleet_open";
        status = TRY(azmi_fleet_open, BIT(0, world.client), BIT(1, &all), BIT(2, &fleet), BIT(3, &error));
        CHECK((status == AZMI_STATUS_OK) == ((mask & 7) == 7) && (fleet != NULL) == (status == AZMI_STATUS_OK));
        if ((mask & 8) != 0)
            check_error(status, error, NULL);
        TRY(azmi_fleet_free, fleet);
    }
    for (unsigned mask = 0; mask < 16; mask++) {
        AzmiVmIdentities *page = (AzmiVmIdentities *)(void *)&world;
        AzmiRestAnswer *next = (AzmiRestAnswer *)(void *)&world;
        AzmiError *error = NULL;
        about = "azmi_fleet_next";
        settle(mask, 4, 1, TRY(azmi_fleet_next, BIT(0, world.fleet), BIT(1, &call), BIT(2, &page), BIT(3, &error)), &error);
        if ((mask & 4) != 0)
            TRY(azmi_vm_identities_free, page);
        about = "azmi_rest_next";
        settle(mask, 4, 1, TRY(azmi_rest_next, BIT(0, world.answer), BIT(1, &call), BIT(2, &next), BIT(3, &error)), &error);
        if ((mask & 4) != 0)
            TRY(azmi_rest_free, next);
    }
}

#define NOTHING
#define INDEX 0,
#define SIZED(type) { .size = sizeof(type) }

static void try_views(void)
{
    AzmiErrorView failure = { .size = sizeof failure };
    AzmiStr version;

    SHOWS(azmi_connection_view, AzmiConnectionView, SIZED(AzmiConnectionView), world.connection, NOTHING)
    SHOWS(azmi_token_view, AzmiTokenView, SIZED(AzmiTokenView), world.token, NOTHING)
    SHOWS(azmi_vm_principal_view, AzmiVmPrincipalView, SIZED(AzmiVmPrincipalView), world.principal, NOTHING)
    SHOWS(azmi_rest_view, AzmiRestView, SIZED(AzmiRestView), world.answer, NOTHING)
    SHOWS(azmi_rest_item, AzmiStr, { 0 }, world.answer, INDEX)
    SHOWS(azmi_rest_header, AzmiHeader, { 0 }, world.answer, INDEX)
    SHOWS(azmi_vm_identities_get, AzmiVmIdentityView, SIZED(AzmiVmIdentityView), world.machines, INDEX)
    SHOWS(azmi_doctor_report_get, AzmiCheckView, SIZED(AzmiCheckView), world.report, INDEX)
    for (unsigned mask = 0; mask < 4; mask++) {
        AzmiAudienceView audience = { .size = sizeof audience };
        AzmiStr path;
        AzmiError *error = NULL;
        about = "azmi_audience_get";
        settle(mask, 2, 0, TRY(azmi_audience_get, 0, NULL, 0, BIT(0, &audience), BIT(1, &error)), &error);
        about = "azmi_library_path";
        settle(mask, 2, 0, TRY(azmi_library_path, BIT(0, &path), BIT(1, &error)), &error);
    }
    about = "no error of an error";
    CHECK(TRY(azmi_error_view, NULL, &failure) == AZMI_STATUS_INVALID_ARGUMENT);
    CHECK(TRY(azmi_error_view, world.error, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    CHECK(TRY(azmi_error_view, world.error, &failure) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_version_string, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    CHECK(TRY(azmi_version_string, &version) == AZMI_STATUS_OK && version.len > 0);
}

/* Numbers that can't be, and what needs no handle. */
static void try_numbers(void)
{
    static const size_t beyond[] = { 1000000, SIZE_MAX / 2, SIZE_MAX };
    AzmiUserAssignedView user = { .size = sizeof user };
    AzmiVmIdentityView machine = { .size = sizeof machine };
    AzmiAudienceView audience = { .size = sizeof audience };
    AzmiCheckView finding = { .size = sizeof finding };
    AzmiHeader header;
    AzmiStr item;

    about = "numbers";
    CHECK(TRY(azmi_abi_version) == ((uint32_t)AZMI_ABI_VERSION_MAJOR << 16 | AZMI_ABI_VERSION_MINOR));
    CHECK(TRY(azmi_audience_len) > 0);
    CHECK(TRY(azmi_vm_identities_len, NULL) == 0 && TRY(azmi_vm_identities_len, world.machines) == 1);
    CHECK(TRY(azmi_doctor_report_len, NULL) == 0 && TRY(azmi_doctor_report_len, world.report) > 0);
    CHECK(TRY(azmi_doctor_report_is_healthy, NULL) == 0 && TRY(azmi_doctor_report_is_healthy, world.report) == 1);
    CHECK(TRY(azmi_vm_identities_user_assigned, world.machines, 0, 0, &user, NULL) == AZMI_STATUS_OK && user.name.len > 0);
    CHECK(TRY(azmi_vm_identities_user_assigned, NULL, 0, 0, &user, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    CHECK(TRY(azmi_vm_identities_user_assigned, world.machines, 0, 0, NULL, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    for (size_t i = 0; i < sizeof beyond / sizeof beyond[0]; i++) {
        CHECK(TRY(azmi_vm_identities_get, world.machines, beyond[i], &machine, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(TRY(azmi_vm_identities_user_assigned, world.machines, beyond[i], 0, &user, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(TRY(azmi_vm_identities_user_assigned, world.machines, 0, beyond[i], &user, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(TRY(azmi_doctor_report_get, world.report, beyond[i], &finding, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(TRY(azmi_rest_item, world.answer, beyond[i], &item, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(item.data == NULL && item.len == 0);
        CHECK(TRY(azmi_rest_header, world.answer, beyond[i], &header, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
        CHECK(TRY(azmi_audience_get, beyond[i], NULL, 0, &audience, NULL) == AZMI_STATUS_INVALID_ARGUMENT);
    }
}

/* What the header says may be done as often as one likes. */
static void try_freeing(void)
{
    for (int i = 0; i < 3; i++) {
        TRY(azmi_error_free, NULL);
        TRY(azmi_cancel_free, NULL);
        TRY(azmi_cancel_trigger, NULL);
        TRY(azmi_client_free, NULL);
        TRY(azmi_connection_free, NULL);
        TRY(azmi_token_free, NULL);
        TRY(azmi_vm_principal_free, NULL);
        TRY(azmi_vm_identities_free, NULL);
        TRY(azmi_fleet_free, NULL);
        TRY(azmi_rest_free, NULL);
        TRY(azmi_doctor_report_free, NULL);
        TRY(azmi_cancel_trigger, world.cancel);
    }
}

static void open_world(void)
{
    AzmiVmQuery nobody = { .size = sizeof nobody, .name = text("no-such-vm") };
    AzmiVmPrincipal *none = NULL;

    about = "a world to try it in";
    request.path = text("/subscriptions?api-version=2022-12-01");
    world.options.size = sizeof world.options;
    world.options.env = variables(&world.options.env_len);
    CHECK(TRY(azmi_cancel_new, &world.cancel, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_client_new, &world.options, &world.client, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_client_connect, world.client, NULL, &world.connection, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_token_get, world.client, NULL, NULL, &world.token, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_principal_get, world.client, NULL, NULL, &world.principal, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_identity_get, world.client, NULL, NULL, &world.machines, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_fleet_open, world.client, &all, &world.fleet, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_rest_send, world.client, &request, NULL, &world.answer, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_doctor_run, &world.options, NULL, 0, NULL, &world.report, NULL) == AZMI_STATUS_OK);
    CHECK(TRY(azmi_vm_principal_get, world.client, &nobody, NULL, &none, &world.error) == AZMI_STATUS_NOT_FOUND);
}

/* The client first: whatever it made holds on by itself. */
static void close_world(void)
{
    TRY(azmi_client_free, world.client);
    free((void *)world.options.env);
    TRY(azmi_cancel_free, world.cancel);
    TRY(azmi_connection_free, world.connection);
    TRY(azmi_token_free, world.token);
    TRY(azmi_vm_principal_free, world.principal);
    TRY(azmi_vm_identities_free, world.machines);
    TRY(azmi_fleet_free, world.fleet);
    TRY(azmi_rest_free, world.answer);
    TRY(azmi_doctor_report_free, world.report);
    TRY(azmi_error_free, world.error);
}

int main(void)
{
    open_world();
    try_makers();
    try_pages();
    try_views();
    try_numbers();
    try_freeing();
    close_world();
    print_counts();
    puts("done");
    return 0;
}
