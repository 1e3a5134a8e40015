/*
 * azmi.h - managed-identity tokens and principal ids of Azure VMs, as a C library.
 *
 * An Azure resource with a managed identity gets tokens from an endpoint on the machine itself, without any secret. This
 * library finds that endpoint, requests tokens, caches them while they are valid, and asks Azure Resource Manager for the
 * principal id of this VM or of another. It stores nothing on disk, reads no environment variable and writes no log.
 *
 * For administration, azmi_vm_identity_get reads all identities of a machine; azmi_fleet_open and azmi_fleet_next read those
 * of many machines, page by page; azmi_rest_send sends any request and follows long-running operations to their end;
 * azmi_rest_next reads the next page of a list.
 *
 * Names      azmi_<noun>_<verb>, AzmiNoun, AZMI_NOUN_VALUE. Parameters come in this order: the handle, inputs, options of
 *            the call, outputs, error_out.
 *
 * Errors     A function that can fail returns an AzmiStatus. On failure it sets its outputs to NULL or zero and, when
 *            error_out is not NULL, *error_out to an error that the caller frees with azmi_error_free. On success it sets
 *            *error_out to NULL. There is no global "last error". A defect inside the library is AZMI_STATUS_INTERNAL and
 *            doesn't end the process; any function may return it. A status is a broad class; AzmiErrorView.code is the exact
 *            failure. The functions below name these groups:
 *            of arguments   INVALID_ARGUMENT: nothing was sent
 *            of waiting     CANCELLED, TIMEOUT; NOT_CONNECTED after a fork
 *            of identities  NO_IDENTITY_ENDPOINT, IDENTITY_NOT_ASSIGNED, WRONG_IDENTITY, AUTHENTICATION_FAILED, THROTTLED,
 *                           CONNECTION, TLS, BAD_RESPONSE, SERVICE_ERROR, UNTRUSTED
 *            of services    those of identities, and FORBIDDEN, NOT_FOUND, CONFLICT, PROXY
 *
 * Handles    Opaque. Free each handle exactly once, with the _free function of its type; _free(NULL) does nothing. Free
 *            handles in any order: each keeps alive what it needs of the others. Don't free a handle while another thread is
 *            inside a call with it. Each type lists its functions.
 *
 * Pointers   Every pointer must be valid for the duration of the call, or NULL where that is allowed. NULL elsewhere, and
 *            numbers out of range, are AZMI_STATUS_INVALID_ARGUMENT. The library keeps no pointer after the call.
 *
 * Text       AzmiStr, or a pointer with a length: UTF-8, not NUL-terminated. { NULL, 0 } means absent. Text that isn't
 *            UTF-8, or is 2 GiB or longer, is AZMI_STATUS_INVALID_ARGUMENT; so is a list of more than 65,536 entries. Text
 *            in a view is borrowed: it is valid until the handle that the view describes is freed. Static text is valid as
 *            long as the library is loaded.
 *
 * Structs    The library reads options and writes views. Both begin with size: zero the struct, then set size to its
 *            sizeof. Programs compiled for an older or a newer version of the library work: in a view, the fields that both
 *            know are written and the rest is zeroed; in options, fields that the caller lacks count as zero, and fields that
 *            only the caller knows must be zero. Later versions only append fields. No struct is passed by value.
 *
 * Threads    Any thread may use any handle, several at the same time too. A call that waits (connect, get, run) blocks its
 *            own thread only. When many threads ask for the same token, one request is sent.
 *
 * Events     A call reports its progress through on_event, on the thread that made the call and before the call returns. The
 *            callback may call the library, with the same client too. It must return: no exception and no longjmp may leave
 *            it. An event never holds a token.
 *
 * Cancelling Trigger the AzmiCancel of a call from any thread, or from its callback: the call returns at once with
 *            AZMI_STATUS_CANCELLED. timeout_ms limits a call in the same way.
 *
 * Variables  The library never reads the environment of the process. Pass what it should see in AzmiClientOptions.env, such
 *            as IDENTITY_ENDPOINT, IDENTITY_HEADER, HTTPS_PROXY, AZMI_ENVIRONMENT; passing all variables is fine.
 *
 * Processes  The first call that waits starts one thread of the library, which runs until the process ends; from then on the
 *            library stays loaded, whoever closes it. After a fork, a child can't use a library whose thread its parent had
 *            started: calls that wait fail with AZMI_STATUS_NOT_CONNECTED; calls that don't wait still work, freeing too. A
 *            child of a parent that hadn't made such a call uses the library as any process does. Fork while no other thread
 *            is inside a call. The library changes no signal handler, no locale and no working directory.
 *
 * Library    azmi_abi_version        version of this interface: call it first when you load the library yourself
 *            azmi_version_string     version of the product
 *            azmi_library_path       file that the library was loaded from
 *            azmi_audience_len       number of named services
 *            azmi_audience_get       one of them, as data
 *
 * Secrets    A token is wiped from memory when the last handle to it and the cache have let go of it; so is every buffer that
 *            the library frees. Wipe your own copies yourself.
 *
 * This prints the principal id of the machine it runs on (cc example.c -lazmi):
 *
 *     #include <azmi.h>
 *     #include <stdio.h>
 *     #include <stdlib.h>
 *     #include <string.h>
 *
 *     static AzmiStr text(const char *value)
 *     {
 *         AzmiStr str = { (const uint8_t *)value, value == NULL ? 0 : strlen(value) };
 *         return str;
 *     }
 *
 *     static void print_line(FILE *to, const AzmiStr *line)
 *     {
 *         fprintf(to, "%.*s\n", (int)line->len, line->len == 0 ? "" : (const char *)line->data);
 *     }
 *
 *     int main(void)
 *     {
 *         // The variables that lead to the identity endpoint; a VM in Azure needs none.
 *         static const char *const names[] = { "IDENTITY_ENDPOINT", "IDENTITY_HEADER", "AZURE_POD_IDENTITY_AUTHORITY_HOST" };
 *         AzmiEnvVar env[3];
 *         AzmiClientOptions options = { .size = sizeof options, .env = env };
 *         AzmiCallOptions call = { .size = sizeof call, .timeout_ms = 30000 };
 *         AzmiVmPrincipal *principal = NULL;
 *         AzmiClient *client = NULL;
 *         AzmiError *error = NULL;
 *         AzmiStatus status;
 *
 *         for (size_t i = 0; i < 3; i++) {
 *             const char *value = getenv(names[i]);
 *             if (value != NULL)
 *                 env[options.env_len++] = (AzmiEnvVar){ text(names[i]), text(value) };
 *         }
 *         status = azmi_client_new(&options, &client, &error);
 *         if (status == AZMI_STATUS_OK)
 *             status = azmi_vm_principal_get(client, NULL, &call, &principal, &error);
 *         if (status == AZMI_STATUS_OK) {
 *             AzmiVmPrincipalView view = { .size = sizeof view };
 *             azmi_vm_principal_view(principal, &view, NULL);
 *             print_line(stdout, &view.principal_id);
 *         } else {
 *             AzmiErrorView view = { .size = sizeof view };
 *             azmi_error_view(error, &view);
 *             print_line(stderr, &view.message);
 *             print_line(stderr, &view.hint);
 *         }
 *         azmi_error_free(error);
 *         azmi_vm_principal_free(principal);
 *         azmi_client_free(client);
 *         return status == AZMI_STATUS_OK ? EXIT_SUCCESS : EXIT_FAILURE;
 *     }
 */

#ifndef AZMI_H
#define AZMI_H

/* Generated from rust/ffi by `cargo xtask header`: change it there. */

#include <stddef.h>
#include <stdint.h>

/// Major version of this interface: another one is not compatible.
#define AZMI_ABI_VERSION_MAJOR 1

/// Minor version of this interface: a higher one has more functions, fields or numbers.
#define AZMI_ABI_VERSION_MINOR 2

/// Done.
#define AZMI_STATUS_OK 0

/// An argument is wrong; nothing was sent.
#define AZMI_STATUS_INVALID_ARGUMENT 1

/// No managed-identity endpoint answers on this machine.
#define AZMI_STATUS_NO_IDENTITY_ENDPOINT 2

/// The endpoint answers, but the identity asked for isn't assigned here.
#define AZMI_STATUS_IDENTITY_NOT_ASSIGNED 3

/// Another identity than the one asked for answered.
#define AZMI_STATUS_WRONG_IDENTITY 4

/// The service refused to authenticate the identity.
#define AZMI_STATUS_AUTHENTICATION_FAILED 5

/// The identity lacks a role; the hint names role, scope and the command that grants it.
#define AZMI_STATUS_FORBIDDEN 6

/// The thing named does not exist, or can't be seen.
#define AZMI_STATUS_NOT_FOUND 7

/// The service asks to slow down.
#define AZMI_STATUS_THROTTLED 8

/// The call's time is up.
#define AZMI_STATUS_TIMEOUT 9

/// No connection, or it broke.
#define AZMI_STATUS_CONNECTION 10

/// A proxy is in the way.
#define AZMI_STATUS_PROXY 11

/// TLS could not be agreed, or the certificate isn't trusted.
#define AZMI_STATUS_TLS 12

/// The answer makes no sense.
#define AZMI_STATUS_BAD_RESPONSE 13

/// Something is in the way (HTTP 409, 412).
#define AZMI_STATUS_CONFLICT 14

/// Any other answer that reports a failure.
#define AZMI_STATUS_SERVICE_ERROR 15

/// A long-running operation ended in failure.
#define AZMI_STATUS_OPERATION_FAILED 16

/// The connection was closed, or belongs to another process.
#define AZMI_STATUS_NOT_CONNECTED 17

/// A rule of trust forbids the call; nothing was sent.
#define AZMI_STATUS_UNTRUSTED 18

/// The caller cancelled.
#define AZMI_STATUS_CANCELLED 19

/// A defect of this library; the message names the place.
#define AZMI_STATUS_INTERNAL 20

/// Identity source: chosen by the library.
#define AZMI_SOURCE_AUTO 0

/// Identity source: Azure VM or scale set (Instance Metadata Service).
#define AZMI_SOURCE_VM 1

/// Identity source: App Service, Functions, and what speaks their protocol.
#define AZMI_SOURCE_APP_SERVICE 2

/// Identity source: Automation runbook.
#define AZMI_SOURCE_AUTOMATION 3

/// Identity source: Azure Arc-enabled server.
#define AZMI_SOURCE_ARC 4

/// Identity source: Service Fabric.
#define AZMI_SOURCE_SERVICE_FABRIC 5

/// Identity source: Cloud Shell.
#define AZMI_SOURCE_CLOUD_SHELL 6

/// Identity source: Azure Machine Learning compute.
#define AZMI_SOURCE_MACHINE_LEARNING 7

/// Identity source: the retired VM extension on port 50342.
#define AZMI_SOURCE_VM_EXTENSION 8

/// Kind of identity: the answer doesn't say.
#define AZMI_IDENTITY_UNKNOWN 0

/// Kind of identity: the resource's own.
#define AZMI_IDENTITY_SYSTEM_ASSIGNED 1

/// Kind of identity: one that exists by itself and is assigned to resources.
#define AZMI_IDENTITY_USER_ASSIGNED 2

/// Kind of identity: a person (Cloud Shell).
#define AZMI_IDENTITY_USER 3

/// Event: which identity source is used, and why.
#define AZMI_EVENT_SOURCE_CHOSEN 1

/// Event: a token came from the cache; nothing was sent.
#define AZMI_EVENT_CACHE_HIT 2

/// Event: a request is about to be sent.
#define AZMI_EVENT_REQUEST 3

/// Event: a failed try is repeated after a wait.
#define AZMI_EVENT_RETRY 4

/// Event: how far a longer call has come.
#define AZMI_EVENT_PROGRESS 5

/// Event: something of interest, such as the answer to a request.
#define AZMI_EVENT_NOTICE 6

/// Event: something the user should know though the call goes on.
#define AZMI_EVENT_WARNING 7

/// Check: all is well.
#define AZMI_CHECK_PASS 1

/// Check: it works, and something deserves a look.
#define AZMI_CHECK_WARNING 2

/// Check: it does not work.
#define AZMI_CHECK_FAIL 3

/// Check: it does not apply, or can't be judged before an earlier one passes.
#define AZMI_CHECK_SKIPPED 4

/// A switch that ends calls. One may serve several calls, at the same time or one after the other; once triggered it stays
/// so, and every call it is passed to ends at once with AZMI_STATUS_CANCELLED.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_cancel_new        makes one
///   azmi_cancel_trigger    ends the calls it is passed to
///   azmi_cancel_free       frees the handle
typedef struct AzmiCancel AzmiCancel;

/// An identity to get tokens for, and where to get them. Clients in one process share their tokens when everything that
/// decides who answers is equal: endpoint, source, identity, and what the platform set with them. The tokens are wiped
/// when the last of these clients is freed, even while one is being refreshed.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_new          makes one from options; sends nothing
///   azmi_client_connect      finds the source and gets a first token
///   azmi_token_get           gets a token
///   azmi_vm_principal_get    gets the principal id of a machine
///   azmi_vm_identity_get     gets all identities of a machine
///   azmi_fleet_open          begins to read the identities of many machines
///   azmi_rest_send           sends any request with a token of the identity
///   azmi_client_free         frees the handle
typedef struct AzmiClient AzmiClient;

/// What a client found when it connected. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_connect      makes one
///   azmi_connection_view     what it is, as data
///   azmi_connection_free     frees the handle
typedef struct AzmiConnection AzmiConnection;

/// The checks of one examination, in their order. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_doctor_run                  makes one
///   azmi_doctor_report_len           how many checks it has
///   azmi_doctor_report_get           one of them, as data
///   azmi_doctor_report_is_healthy    whether nothing failed
///   azmi_doctor_report_free          frees the handle
typedef struct AzmiDoctorReport AzmiDoctorReport;

/// A failure: its stable id, its words and the next step. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_error_view    what failed, as data
///   azmi_error_free    frees the handle
typedef struct AzmiError AzmiError;

/// Many machines, read a page at a time through Azure Resource Graph. Memory is bounded by one page.
///
/// Threads: any; simultaneous calls wait for each other, and each gets a page of its own.
/// Functions:
///   azmi_fleet_open    makes one; sends nothing
///   azmi_fleet_next    gets the next page
///   azmi_fleet_free    frees the handle
typedef struct AzmiFleet AzmiFleet;

/// An answer, or one page of it: a successful one, unless `any_status` was set. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_rest_send      sends a request and makes one
///   azmi_rest_next      gets the next page
///   azmi_rest_view      what it is, as data
///   azmi_rest_item      an entry of this page, as JSON
///   azmi_rest_header    a header
///   azmi_rest_free      frees the handle
typedef struct AzmiRestAnswer AzmiRestAnswer;

/// A token and what its claims say. It shares the token with the cache of its client; the secret is wiped when the last of
/// both is gone.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_token_get     makes one
///   azmi_token_view    what it is, as data
///   azmi_token_free    frees the handle
typedef struct AzmiToken AzmiToken;

/// Machines with all their identities: one, or a page of a fleet. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_identity_get                makes one that holds one machine
///   azmi_fleet_next                     makes one that holds a page of a fleet
///   azmi_vm_identities_len              how many machines it holds
///   azmi_vm_identities_get              one of them, as data
///   azmi_vm_identities_user_assigned    one of a machine's user-assigned identities, as data
///   azmi_vm_identities_free             frees the handle
typedef struct AzmiVmIdentities AzmiVmIdentities;

/// The principal of a machine. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_principal_get     makes one
///   azmi_vm_principal_view    what it is, as data
///   azmi_vm_principal_free    frees the handle
typedef struct AzmiVmPrincipal AzmiVmPrincipal;

/// The outcome of a call: `AZMI_STATUS_OK` or one of the other `AZMI_STATUS_...` numbers. Numbers are never reused.
typedef int32_t AzmiStatus;

/// Borrowed UTF-8 text, not NUL-terminated. `{NULL, 0}` means absent; `len` counts bytes.
///
/// In an options struct it is borrowed for the call. In a view it is borrowed from the handle that the view was taken of,
/// and ends with that handle.
typedef struct {
    /// First byte, or NULL.
    const uint8_t *data;
    /// Number of bytes.
    size_t len;
} AzmiStr;

/// A failure, as data. The texts are borrowed from the error handle.
///
/// Used by: azmi_error_view.
typedef struct {
    /// `sizeof(AzmiErrorView)`, set by the caller.
    uint32_t size;
    /// The status the failed call returned.
    AzmiStatus status;
    /// HTTP status of the answer, or 0.
    uint32_t http_status;
    /// 1 when the same call may succeed later.
    uint8_t retryable;
    /// Stable id of the failure, a PascalCase word.
    AzmiStr code;
    /// What happened, ready to be shown: it ends with `[<code>; <the service's code>; request <id>]`, the parts that there are.
    AzmiStr message;
    /// What to do next; may be absent. Commands stand one on a line.
    AzmiStr hint;
    /// The service's own code; may be absent.
    AzmiStr service_code;
    /// Id under which the service knows the request; may be absent.
    AzmiStr request_id;
    /// Identity source that was asked; may be absent.
    AzmiStr source;
    /// Id that ties the request to what it set off at the service; may be absent.
    AzmiStr correlation_id;
} AzmiErrorView;

/// One variable of the environment that the caller passes in.
///
/// Used by: AzmiClientOptions.
typedef struct {
    /// Its name.
    AzmiStr name;
    /// Its value.
    AzmiStr value;
} AzmiEnvVar;

/// What a client is made from. Zero-initialise it and set `size`; every other field may stay zero.
///
/// Used by: azmi_client_new, azmi_doctor_run.
typedef struct {
    /// `sizeof(AzmiClientOptions)`.
    uint32_t size;
    /// One of the `AZMI_SOURCE_...` numbers; 0 chooses automatically.
    uint32_t source;
    /// Client id of a user-assigned identity, a GUID. At most one of the four ids may be given.
    AzmiStr client_id;
    /// Object (principal) id of a user-assigned identity, a GUID.
    AzmiStr object_id;
    /// ARM id of a user-assigned identity.
    AzmiStr identity_resource_id;
    /// Client id or ARM id of a user-assigned identity, distinguished by its form.
    AzmiStr account_id;
    /// Name of a cloud, or the https URL of an ARM endpoint. Absent: `AZMI_ENVIRONMENT`, then what the machine says.
    AzmiStr environment;
    /// Subscription that names are looked up in. Absent: the machine's own, then all readable ones.
    AzmiStr subscription_id;
    /// The environment: the library never reads the process's own. May be NULL when `env_len` is 0.
    const AzmiEnvVar *env;
    /// Number of variables.
    size_t env_len;
    /// Not 0: accept a token of another identity than the one asked for.
    uint8_t skip_identity_check;
} AzmiClientOptions;

/// Something that happens during a call. Valid until the callback returns.
///
/// Used by: the on_event of AzmiCallOptions.
typedef struct {
    /// `sizeof(AzmiEventView)` of the library.
    uint32_t size;
    /// One of the `AZMI_EVENT_...` numbers.
    uint32_t kind;
    /// RETRY: tries that this call has made so far; 0 when it waits because the answer to an earlier call asked for it.
    uint32_t attempt;
    /// RETRY: HTTP status of the answer, or 0.
    uint32_t http_status;
    /// RETRY: milliseconds until the next try.
    uint64_t wait_ms;
    /// PROGRESS: how much is done.
    uint64_t done;
    /// PROGRESS: of how much; 0 when unknown.
    uint64_t total;
    /// The event as one sentence; never holds a token.
    AzmiStr message;
} AzmiEventView;

/// What one call brings with it. May be NULL: no limit, no cancellation, no events.
///
/// Used by: every function that waits.
typedef struct {
    /// `sizeof(AzmiCallOptions)`.
    uint32_t size;
    /// Milliseconds for the whole call; 0 means no limit. The calling thread keeps it, whatever blocks.
    uint32_t timeout_ms;
    /// Ends the call when triggered; may be NULL. Must stay alive until the call returns.
    const AzmiCancel *cancel;
    /// Called with each event, on the calling thread, before the call returns; may be NULL.
    void (*on_event)(const AzmiEventView *event,
                     void *user_data);
    /// Passed to `on_event` as it is.
    void *user_data;
} AzmiCallOptions;

/// What a client is connected to.
///
/// Used by: azmi_connection_view.
typedef struct {
    /// `sizeof(AzmiConnectionView)`, set by the caller.
    uint32_t size;
    /// One of the `AZMI_SOURCE_...` numbers.
    uint32_t source;
    /// One of the `AZMI_IDENTITY_...` numbers.
    uint32_t identity_type;
    /// 1 when the token or the answer confirms the identity you asked for.
    uint8_t identity_verified;
    /// 1 when the tokens are an emulator's.
    uint8_t emulated;
    /// Name of the source.
    AzmiStr source_name;
    /// Which rule chose the source.
    AzmiStr source_reason;
    /// Where tokens are asked for, without query.
    AzmiStr endpoint;
    /// Object id of the identity in its tenant.
    AzmiStr principal_id;
    /// Application id of the identity.
    AzmiStr client_id;
    /// Its tenant.
    AzmiStr tenant_id;
    /// ARM id of the resource the identity belongs to.
    AzmiStr identity_resource_id;
    /// Name of the cloud, or its ARM endpoint.
    AzmiStr environment;
    /// Subscription of this machine, or the one chosen; may be absent.
    AzmiStr subscription_id;
    /// Resource group of this machine; may be absent.
    AzmiStr resource_group;
    /// Name of this machine in Azure; may be absent.
    AzmiStr vm_name;
    /// Unique id of this machine, a GUID; may be absent.
    AzmiStr vm_id;
} AzmiConnectionView;

/// Which token is wanted.
///
/// Used by: azmi_token_get.
typedef struct {
    /// `sizeof(AzmiTokenOptions)`.
    uint32_t size;
    /// Not 0: skip the cache, and have the platform skip its own where possible.
    uint8_t force_refresh;
    /// The audience: a URI, a GUID, a scope ending in `/.default`, or a service's name such as `KeyVault`.
    /// Absent: Resource Manager.
    AzmiStr resource;
    /// Claims of a claims challenge, a JSON object; absent: none.
    AzmiStr claims;
} AzmiTokenOptions;

/// A token and what its claims say (parsed, not verified). Times are seconds since 1970-01-01T00:00:00Z; 0 means not known.
///
/// Used by: azmi_token_view.
typedef struct {
    /// `sizeof(AzmiTokenView)`, set by the caller.
    uint32_t size;
    /// One of the `AZMI_SOURCE_...` numbers.
    uint32_t source;
    /// 1 when it came from the cache: nothing was sent.
    uint8_t from_cache;
    /// 1 when a forced refresh got the token it had before.
    uint8_t same_as_before;
    /// 1 when it is an emulator's.
    uint8_t emulated;
    /// When it ends.
    int64_t expires_on;
    /// When it was issued, as its claims say.
    int64_t issued_on;
    /// From when on it is refreshed in the background.
    int64_t refresh_on;
    /// The token itself: a secret. Wiped when the last handle to it is freed.
    AzmiStr secret;
    /// The audience asked for.
    AzmiStr resource;
    /// Object id of the identity.
    AzmiStr principal_id;
    /// Application id of the identity.
    AzmiStr client_id;
    /// Its tenant.
    AzmiStr tenant_id;
    /// ARM id of the resource the identity belongs to.
    AzmiStr identity_resource_id;
    /// Name of the source.
    AzmiStr source_name;
} AzmiTokenView;

/// Which machine is meant. All fields absent: this machine; its principal id then comes from its own token.
///
/// Used by: azmi_vm_principal_get, azmi_vm_identity_get.
typedef struct {
    /// `sizeof(AzmiVmQuery)`.
    uint32_t size;
    /// Name of the VM.
    AzmiStr name;
    /// Its resource group. Absent: the name is searched for.
    AzmiStr resource_group;
    /// Its subscription. Absent: the client's, the machine's own, then all readable ones.
    AzmiStr subscription_id;
    /// ARM id of the VM, instead of the three above.
    AzmiStr resource_id;
    /// Name or ARM id of one of its user-assigned identities, instead of the system-assigned one.
    AzmiStr identity_name;
} AzmiVmQuery;

/// The principal of a machine.
///
/// Used by: azmi_vm_principal_view.
typedef struct {
    /// `sizeof(AzmiVmPrincipalView)`, set by the caller.
    uint32_t size;
    /// One of the `AZMI_IDENTITY_...` numbers.
    uint32_t identity_type;
    /// Object id of the identity: what role assignments name.
    AzmiStr principal_id;
    /// Its application id; absent when the answer doesn't say.
    AzmiStr client_id;
    /// Its tenant; absent when the answer doesn't say.
    AzmiStr tenant_id;
    /// ARM id of the machine.
    AzmiStr resource_id;
} AzmiVmPrincipalView;

/// All identities of a machine.
///
/// Used by: azmi_vm_identities_get.
typedef struct {
    /// `sizeof(AzmiVmIdentityView)`, set by the caller.
    uint32_t size;
    /// Number of user-assigned identities, for azmi_vm_identities_user_assigned.
    uint32_t user_assigned_len;
    /// Name of the machine.
    AzmiStr name;
    /// Its resource group.
    AzmiStr resource_group;
    /// Its subscription.
    AzmiStr subscription_id;
    /// Its ARM id.
    AzmiStr resource_id;
    /// `SystemAssigned`, `UserAssigned`, `SystemAssigned, UserAssigned` or `None`.
    AzmiStr identity_type;
    /// Object id of the system-assigned identity; absent without one.
    AzmiStr principal_id;
    /// Tenant of the system-assigned identity; absent without one.
    AzmiStr tenant_id;
} AzmiVmIdentityView;

/// A user-assigned identity of a machine.
///
/// Used by: azmi_vm_identities_user_assigned.
typedef struct {
    /// `sizeof(AzmiUserAssignedView)`, set by the caller.
    uint32_t size;
    /// Its ARM id.
    AzmiStr resource_id;
    /// Its name.
    AzmiStr name;
    /// Its object id; absent when the answer doesn't say.
    AzmiStr principal_id;
    /// Its application id; absent when the answer doesn't say.
    AzmiStr client_id;
} AzmiUserAssignedView;

/// Which machines a fleet is made of. Exactly one of `all` and `name_pattern` must be given.
///
/// Used by: azmi_fleet_open.
typedef struct {
    /// `sizeof(AzmiFleetQuery)`.
    uint32_t size;
    /// Not 0: all that can be read.
    uint8_t all;
    /// Those whose name matches: `*` stands for any characters, `?` for one. A machine named without either must exist.
    AzmiStr name_pattern;
    /// Only those of this resource group; may be absent.
    AzmiStr resource_group;
    /// Only those of these subscriptions. May be NULL when the length is 0: the client's, or all readable ones.
    const AzmiStr *subscription_ids;
    /// Number of subscriptions.
    size_t subscription_ids_len;
} AzmiFleetQuery;

/// A header of a request or an answer.
///
/// Used by: AzmiRestRequest, azmi_rest_header.
typedef struct {
    /// Its name.
    AzmiStr name;
    /// Its value.
    AzmiStr value;
} AzmiHeader;

/// A request. Exactly one of `path` and `uri` must be given.
///
/// Used by: azmi_rest_send.
typedef struct {
    /// `sizeof(AzmiRestRequest)`.
    uint32_t size;
    /// Not 0: the answer is a list; give its entries, and its further pages with azmi_rest_next.
    uint8_t paginate;
    /// Not 0: follow a long-running operation to its end.
    uint8_t wait;
    /// The method. Absent: GET.
    AzmiStr method;
    /// A path below the Resource Manager endpoint, beginning with a slash; may have a query.
    AzmiStr path;
    /// An absolute URI, instead of a path.
    AzmiStr uri;
    /// Appended as `api-version`, unless the query has one; may be absent.
    AzmiStr api_version;
    /// The body: JSON, unless a `Content-Type` header says otherwise; may be absent.
    AzmiStr body;
    /// The token's audience, as in AzmiTokenOptions. Absent: the one that belongs to the host.
    AzmiStr resource;
    /// Further headers. May be NULL when `headers_len` is 0.
    const AzmiHeader *headers;
    /// Number of headers.
    size_t headers_len;
    /// Not 0: an answer with any HTTP status is a result of the call: a service's refusal isn't an error, but is given as
    /// it came.
    uint8_t any_status;
} AzmiRestRequest;

/// An answer, or one page of it: a successful one, unless `any_status` was set.
///
/// Used by: azmi_rest_view.
typedef struct {
    /// `sizeof(AzmiRestView)`, set by the caller.
    uint32_t size;
    /// HTTP status.
    uint32_t http_status;
    /// 1 when the answer is a list and paging was asked for: its entries are those of azmi_rest_item.
    uint8_t is_list;
    /// 1 when azmi_rest_next has a further page.
    uint8_t has_next;
    /// Number of entries.
    size_t items_len;
    /// Number of headers.
    size_t headers_len;
    /// The body as it came: bytes of the type that the header `content-type` says, UTF-8 for JSON.
    AzmiStr body;
} AzmiRestView;

/// A service whose audience has a name.
///
/// Used by: azmi_audience_get.
typedef struct {
    /// `sizeof(AzmiAudienceView)`, set by the caller.
    uint32_t size;
    /// The name, as accepted wherever a resource is asked for.
    AzmiStr name;
    /// What it is, in a few words.
    AzmiStr description;
    /// Its audience in the cloud asked about.
    AzmiStr audience;
} AzmiAudienceView;

/// One check of a report. The texts are borrowed from the report.
///
/// Used by: azmi_doctor_report_get.
typedef struct {
    /// `sizeof(AzmiCheckView)`, set by the caller.
    uint32_t size;
    /// One of the `AZMI_CHECK_...` numbers.
    uint32_t status;
    /// How many milliseconds it took.
    uint64_t duration_ms;
    /// Its name, a PascalCase word; stable.
    AzmiStr name;
    /// Name of the status.
    AzmiStr status_name;
    /// What was found, and what it means.
    AzmiStr detail;
    /// The command or click that fixes it; absent when there is nothing to fix.
    AzmiStr fix;
} AzmiCheckView;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Version of this interface: major << 16 | minor.
///
/// A program goes on when the major number is the AZMI_ABI_VERSION_MAJOR it was compiled with, and the minor number is
/// not less than its AZMI_ABI_VERSION_MINOR.
///
/// Threads: any.
/// Errors: none.
uint32_t azmi_abi_version(void);

/// Version of the product, such as "1.2.3".
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: of arguments (`out` is NULL).
AzmiStatus azmi_version_string(AzmiStr *out);

/// Absolute path of the file that this library was loaded from.
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: of arguments; AZMI_STATUS_INTERNAL when the system does not say.
AzmiStatus azmi_library_path(AzmiStr *out,
                             AzmiError **error_out);

/// Fills a view of the failure.
///
/// Owner: the texts are borrowed from `error` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments; an error about an error is only a status.
AzmiStatus azmi_error_view(const AzmiError *error,
                           AzmiErrorView *out);

/// Frees the error. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_error_free(AzmiError *error);

/// Makes a switch that is not triggered.
///
/// Owner: the caller owns `*out` and frees it with azmi_cancel_free.
/// Threads: any.
/// Errors: of arguments.
AzmiStatus azmi_cancel_new(AzmiCancel **out,
                           AzmiError **error_out);

/// Triggers the switch, any number of times. NULL does nothing.
///
/// It returns at once; the calls that are ended return a little later.
///
/// Threads: any, at any time, also from within an event callback. Not from a signal handler.
/// Errors: none.
void azmi_cancel_trigger(const AzmiCancel *cancel);

/// Frees the switch, without triggering it. NULL does nothing.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while a call that it was passed to still runs.
/// Errors: none.
void azmi_cancel_free(AzmiCancel *cancel);

/// Makes a client. Checks everything that can be checked without sending anything.
///
/// `options` may be NULL: the source is chosen automatically, the identity is the system-assigned one, and no variable
/// is set.
///
/// Owner: the caller owns `*out` and frees it with azmi_client_free. Nothing of `options` is kept.
/// Threads: any. Does not wait for anything.
/// Errors: of arguments; AZMI_STATUS_UNTRUSTED when a variable names an endpoint that must not be asked.
AzmiStatus azmi_client_new(const AzmiClientOptions *options,
                           AzmiClient **out,
                           AzmiError **error_out);

/// Finds the identity source, gets a token for Resource Manager, and says who the identity is.
///
/// Optional: other calls connect by themselves. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_connection_free.
/// Threads: any, even with the same client at the same time. Blocks the calling thread until done, cancelled or out of time.
/// Errors: of arguments, of waiting, of identities.
AzmiStatus azmi_client_connect(const AzmiClient *client,
                               const AzmiCallOptions *call,
                               AzmiConnection **out,
                               AzmiError **error_out);

/// Frees the client. NULL does nothing. Handles that it made stay valid.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_client_free(AzmiClient *client);

/// Fills a view of the connection.
///
/// Owner: the texts are borrowed from `connection` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments.
AzmiStatus azmi_connection_view(const AzmiConnection *connection,
                                AzmiConnectionView *out,
                                AzmiError **error_out);

/// Frees the connection. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_connection_free(AzmiConnection *connection);

/// Gets a token, from the cache when it holds one that is still valid.
///
/// `options` may be NULL: a token for Resource Manager. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_token_free.
/// Threads: any, even with the same client at the same time. Blocks the calling thread until done, cancelled or out of
///   time. A token from the cache comes at once.
/// Errors: of arguments, of waiting, of identities.
AzmiStatus azmi_token_get(const AzmiClient *client,
                          const AzmiTokenOptions *options,
                          const AzmiCallOptions *call,
                          AzmiToken **out,
                          AzmiError **error_out);

/// Fills a view of the token.
///
/// Owner: the texts, the secret among them, are borrowed from `token` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments.
AzmiStatus azmi_token_view(const AzmiToken *token,
                           AzmiTokenView *out,
                           AzmiError **error_out);

/// Frees the token. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_token_free(AzmiToken *token);

/// Gets the principal id of a machine.
///
/// `query` may be NULL, or have all fields absent: this machine's system-assigned identity, read from its own token,
/// for which it needs no role. Otherwise Resource Manager is asked, for which the client's identity needs Reader at the
/// machine. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_principal_free.
/// Threads: any, even with the same client at the same time. Blocks the calling thread until done, cancelled or out of time.
/// Errors: of arguments, of waiting, of identities; with a query of services, too. A name that several machines have is
///   AZMI_STATUS_INVALID_ARGUMENT, and the message lists them.
AzmiStatus azmi_vm_principal_get(const AzmiClient *client,
                                 const AzmiVmQuery *query,
                                 const AzmiCallOptions *call,
                                 AzmiVmPrincipal **out,
                                 AzmiError **error_out);

/// Fills a view of the principal.
///
/// Owner: the texts are borrowed from `principal` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments.
AzmiStatus azmi_vm_principal_view(const AzmiVmPrincipal *principal,
                                  AzmiVmPrincipalView *out,
                                  AzmiError **error_out);

/// Frees the principal. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_vm_principal_free(AzmiVmPrincipal *principal);

/// Gets all identities of a machine from Resource Manager, for which the client's identity needs Reader at the machine.
///
/// `query` may be NULL, or have all fields absent: this machine. `query.identity_name` has no meaning here. `call` may
/// be NULL.
///
/// Owner: the caller owns `*out`, which holds exactly one machine, and frees it with azmi_vm_identities_free.
/// Threads: any, even with the same client at the same time. Blocks the calling thread until done, cancelled or out of time.
/// Errors: of arguments, of waiting, of identities, of services.
AzmiStatus azmi_vm_identity_get(const AzmiClient *client,
                                const AzmiVmQuery *query,
                                const AzmiCallOptions *call,
                                AzmiVmIdentities **out,
                                AzmiError **error_out);

/// Number of machines.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `machines` is NULL.
size_t azmi_vm_identities_len(const AzmiVmIdentities *machines);

/// Fills a view of one machine.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments (`index` is not below azmi_vm_identities_len()).
AzmiStatus azmi_vm_identities_get(const AzmiVmIdentities *machines,
                                  size_t index,
                                  AzmiVmIdentityView *out,
                                  AzmiError **error_out);

/// Fills a view of one user-assigned identity of machine number `index`.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments (`which` is not below the machine's user_assigned_len).
AzmiStatus azmi_vm_identities_user_assigned(const AzmiVmIdentities *machines,
                                            size_t index,
                                            size_t which,
                                            AzmiUserAssignedView *out,
                                            AzmiError **error_out);

/// Frees the machines. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_vm_identities_free(AzmiVmIdentities *machines);

/// Begins to read the identities of many machines: virtual machines and Arc-enabled servers. Checks the query; sends
/// nothing.
///
/// Owner: the caller owns `*out` and frees it with azmi_fleet_free.
/// Threads: any. Does not wait for anything.
/// Errors: of arguments.
AzmiStatus azmi_fleet_open(const AzmiClient *client,
                           const AzmiFleetQuery *query,
                           AzmiFleet **out,
                           AzmiError **error_out);

/// Gets the next page, in the order of ARM ids; progress events say how many machines there are. After the last page,
/// `*out` is NULL and the status is AZMI_STATUS_OK. After a failure, ask for the same page again.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_identities_free.
/// Threads: any. Blocks the calling thread until done, cancelled or out of time. Simultaneous calls wait for each
///   other, and each gets a page of its own.
/// Errors: of arguments, of waiting, of identities, of services.
AzmiStatus azmi_fleet_next(const AzmiFleet *fleet,
                           const AzmiCallOptions *call,
                           AzmiVmIdentities **out,
                           AzmiError **error_out);

/// Frees the fleet. NULL does nothing.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_fleet_free(AzmiFleet *fleet);

/// Sends a request to Resource Manager or another service, with a token of the client's identity: for the audience that
/// the request names, or else for the host's own.
///
/// `call` may be NULL. An operation that a call stops waiting for goes on at the service; the error's hint says where to
/// follow it.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free.
/// Threads: any, even with the same client at the same time. Blocks the calling thread until done, cancelled or out of time.
/// Errors: of arguments, of waiting, of identities, of services; AZMI_STATUS_OPERATION_FAILED when `wait` is set and
///   the operation failed.
AzmiStatus azmi_rest_send(const AzmiClient *client,
                          const AzmiRestRequest *request,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

/// Gets the page after this one. When this is the last, `*out` is NULL and the status is AZMI_STATUS_OK. After a failure,
/// ask for the same page again.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free. It does not need the page before it.
/// Threads: any, even with the same answer at the same time. Blocks the calling thread until done, cancelled or out of time.
/// Errors: of arguments, of waiting, of identities, of services.
AzmiStatus azmi_rest_next(const AzmiRestAnswer *answer,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

/// Fills a view of the answer.
///
/// Owner: the body is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: of arguments.
AzmiStatus azmi_rest_view(const AzmiRestAnswer *answer,
                          AzmiRestView *out,
                          AzmiError **error_out);

/// Gets one entry of this page, as JSON.
///
/// Owner: the text is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: of arguments (`index` is not below items_len).
AzmiStatus azmi_rest_item(const AzmiRestAnswer *answer,
                          size_t index,
                          AzmiStr *out,
                          AzmiError **error_out);

/// Gets one header; names are in lower case.
///
/// Owner: the texts are borrowed from `answer` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments (`index` is not below headers_len).
AzmiStatus azmi_rest_header(const AzmiRestAnswer *answer,
                            size_t index,
                            AzmiHeader *out,
                            AzmiError **error_out);

/// Frees the answer. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_rest_free(AzmiRestAnswer *answer);

/// Number of services that have a name. Needs no network.
///
/// Threads: any.
/// Errors: none.
size_t azmi_audience_len(void);

/// Fills a view of one named service. Needs no network.
///
/// `environment` is the name of a built-in cloud, or NULL for the public one; `audience` is absent when the service has
/// none in that cloud.
///
/// Owner: the texts are static.
/// Threads: any.
/// Errors: of arguments (`index` is not below azmi_audience_len(), or there is no such cloud).
AzmiStatus azmi_audience_get(size_t index,
                             const uint8_t *environment,
                             size_t environment_len,
                             AzmiAudienceView *out,
                             AzmiError **error_out);

/// Examines this machine: source, proxy, endpoint, identity, token, clock, Resource Manager, role.
///
/// Whatever keeps the identity from being used is a finding in the report, even a missing source or the end of the call's
/// time; a wrong argument is a failure. `options` may be NULL, as in azmi_client_new.
/// `resource` is the audience to ask a token for, as in AzmiTokenOptions; NULL means Resource Manager. `call` may be
/// NULL. Reports its progress as events.
///
/// Owner: the caller owns `*out` and frees it with azmi_doctor_report_free.
/// Threads: any. Blocks the calling thread until done or cancelled, for ten seconds at most.
/// Errors: of arguments; AZMI_STATUS_CANCELLED; AZMI_STATUS_NOT_CONNECTED after a fork.
AzmiStatus azmi_doctor_run(const AzmiClientOptions *options,
                           const uint8_t *resource,
                           size_t resource_len,
                           const AzmiCallOptions *call,
                           AzmiDoctorReport **out,
                           AzmiError **error_out);

/// Number of checks in a report.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `report` is NULL.
size_t azmi_doctor_report_len(const AzmiDoctorReport *report);

/// Fills a view of one check.
///
/// Owner: the texts are borrowed from `report` and end with it.
/// Threads: any, even at the same time.
/// Errors: of arguments (`index` is not below azmi_doctor_report_len()).
AzmiStatus azmi_doctor_report_get(const AzmiDoctorReport *report,
                                  size_t index,
                                  AzmiCheckView *out,
                                  AzmiError **error_out);

/// 1 when no check failed: the identity can be used. Warnings don't count.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `report` is NULL.
uint8_t azmi_doctor_report_is_healthy(const AzmiDoctorReport *report);

/// Frees the report. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_doctor_report_free(AzmiDoctorReport *report);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* AZMI_H */
