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
 *            error_out isn't NULL, *error_out to an error that the caller frees with azmi_error_free. On success it sets
 *            *error_out to NULL. There is no global "last error". A bug inside the library is AZMI_STATUS_INTERNAL and
 *            doesn't end the process; any function may return it. A status is a broad class; AzmiErrorView.code is the exact
 *            failure. The comments on functions name these groups:
 *            argument   INVALID_ARGUMENT: nothing was sent
 *            wait       CANCELLED, TIMEOUT; NOT_CONNECTED after a fork
 *            identity   NO_IDENTITY_ENDPOINT, IDENTITY_NOT_ASSIGNED, WRONG_IDENTITY, AUTHENTICATION_FAILED, THROTTLED,
 *                       CONNECTION, TLS, BAD_RESPONSE, SERVICE_ERROR, UNTRUSTED
 *            service    the identity group, and FORBIDDEN, NOT_FOUND, CONFLICT, PROXY
 *
 * Handles    Opaque. Free each handle exactly once, with the _free function of its type; _free(NULL) does nothing. Free
 *            handles in any order: each keeps alive what it needs from the others. Don't free a handle while another thread
 *            is inside a call with it. Each type lists its functions.
 *
 * Pointers   Every pointer must be valid for the duration of the call, or NULL where that's allowed. A NULL elsewhere, or a
 *            number out of range, is AZMI_STATUS_INVALID_ARGUMENT. The library keeps no pointer after the call.
 *
 * Text       AzmiStr, or a pointer with a length: UTF-8, not NUL-terminated. { NULL, 0 } means absent. Text that isn't
 *            UTF-8, or is 2 GiB or longer, is AZMI_STATUS_INVALID_ARGUMENT; so is a list of more than 65,536 entries. Text
 *            in a view is borrowed: it is valid until the handle that the view describes is freed. Static text is valid as
 *            long as the library is loaded.
 *
 * Structs    The library reads options and writes views. Both begin with size: zero the struct, then set size to its
 *            sizeof. Programs compiled for an older or a newer version of the library work. In a view, the library writes
 *            the fields that both know, and zeroes the rest. In options, fields that the caller lacks count as zero, and
 *            fields that only the caller knows must be zero. Later versions only append fields. No struct is passed by value.
 *
 * Threads    Any thread may use any handle, and several threads may use one at the same time. A call that waits (connect,
 *            get, run) blocks only its own thread. When many threads ask for the same token, one request is sent.
 *
 * Events     A call reports its progress through on_event, on the thread that made the call and before the call returns. The
 *            callback may call the library, even with the same client. It must return: no exception and no longjmp may leave
 *            it. An event never holds a token.
 *
 * Cancelling Trigger the AzmiCancel of a call from any thread, or from its callback: the call returns at once with
 *            AZMI_STATUS_CANCELLED. timeout_ms limits a call in the same way.
 *
 * Variables  The library never reads the environment of the process. Pass what it should see in AzmiClientOptions.env, such
 *            as IDENTITY_ENDPOINT, IDENTITY_HEADER, HTTPS_PROXY, AZMI_ENVIRONMENT; passing all variables is fine.
 *
 * Processes  The first call that waits starts one library thread, which runs until the process ends. From then on, the
 *            library stays loaded even if the host closes it. If a parent made such a call before it forked, calls that wait
 *            fail in the child with AZMI_STATUS_NOT_CONNECTED; calls that don't wait still work, including those that free.
 *            Otherwise the child can use the library normally. Fork while no other thread is inside a call. The library
 *            changes no signal handler, no locale and no working directory.
 *
 * Library    azmi_abi_version        version of this interface; call it first when you load the library yourself
 *            azmi_version_string     version of the product
 *            azmi_library_path       path of the file that the library was loaded from
 *            azmi_audience_len       number of named services
 *            azmi_audience_get       a view of one of them
 *
 * Secrets    The library wipes a token from memory once the last handle to it is freed and the cache has dropped it. It also
 *            wipes every buffer that it frees. Wipe your own copies yourself.
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
 *         // Variables that name the identity endpoint; an Azure VM needs none.
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

/* Generated from rust/ffi by `cargo xtask header`: edit it there. */

#include <stddef.h>
#include <stdint.h>

/// Major version of this interface. A different one isn't compatible.
#define AZMI_ABI_VERSION_MAJOR 1

/// Minor version of this interface. A higher one adds functions, fields or numbers.
#define AZMI_ABI_VERSION_MINOR 2

/// Success.
#define AZMI_STATUS_OK 0

/// An argument is wrong; nothing was sent.
#define AZMI_STATUS_INVALID_ARGUMENT 1

/// No managed identity endpoint responds on this machine.
#define AZMI_STATUS_NO_IDENTITY_ENDPOINT 2

/// The endpoint responds, but the requested identity isn't assigned here.
#define AZMI_STATUS_IDENTITY_NOT_ASSIGNED 3

/// The token belongs to another identity than the requested one.
#define AZMI_STATUS_WRONG_IDENTITY 4

/// The service refused to authenticate the identity.
#define AZMI_STATUS_AUTHENTICATION_FAILED 5

/// The identity lacks a role; the hint names role, scope and the command that grants it.
#define AZMI_STATUS_FORBIDDEN 6

/// The resource doesn't exist, or the identity can't read it.
#define AZMI_STATUS_NOT_FOUND 7

/// The service limits the rate of requests.
#define AZMI_STATUS_THROTTLED 8

/// The time limit of the call has passed.
#define AZMI_STATUS_TIMEOUT 9

/// The connection failed or broke.
#define AZMI_STATUS_CONNECTION 10

/// The proxy failed, rejected the request, or isn't supported.
#define AZMI_STATUS_PROXY 11

/// The TLS handshake failed, or the certificate isn't trusted.
#define AZMI_STATUS_TLS 12

/// The response is malformed or unexpected.
#define AZMI_STATUS_BAD_RESPONSE 13

/// The request conflicts with the state of the resource (HTTP 409, 412).
#define AZMI_STATUS_CONFLICT 14

/// Any other response that reports a failure.
#define AZMI_STATUS_SERVICE_ERROR 15

/// A long-running operation ended in failure.
#define AZMI_STATUS_OPERATION_FAILED 16

/// The connection was closed, or belongs to another process.
#define AZMI_STATUS_NOT_CONNECTED 17

/// A trust rule forbids the call; nothing was sent.
#define AZMI_STATUS_UNTRUSTED 18

/// The caller cancelled.
#define AZMI_STATUS_CANCELLED 19

/// A bug in this library; the message names the source line.
#define AZMI_STATUS_INTERNAL 20

/// Identity source: chosen by the library.
#define AZMI_SOURCE_AUTO 0

/// Identity source: Azure VM or scale set (Instance Metadata Service).
#define AZMI_SOURCE_VM 1

/// Identity source: App Service, Functions, and others that use their protocol.
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

/// Kind of identity: unknown.
#define AZMI_IDENTITY_UNKNOWN 0

/// Kind of identity: system-assigned, which belongs to one resource.
#define AZMI_IDENTITY_SYSTEM_ASSIGNED 1

/// Kind of identity: user-assigned, which is a resource itself and is assigned to others.
#define AZMI_IDENTITY_USER_ASSIGNED 2

/// Kind of identity: a person (Cloud Shell).
#define AZMI_IDENTITY_USER 3

/// Event: the chosen identity source, and why.
#define AZMI_EVENT_SOURCE_CHOSEN 1

/// Event: a token came from the cache; nothing was sent.
#define AZMI_EVENT_CACHE_HIT 2

/// Event: a request is about to be sent.
#define AZMI_EVENT_REQUEST 3

/// Event: a failed attempt is repeated after a wait.
#define AZMI_EVENT_RETRY 4

/// Event: progress of a longer call.
#define AZMI_EVENT_PROGRESS 5

/// Event: information, such as the response to a request.
#define AZMI_EVENT_NOTICE 6

/// Event: a problem that the user should know about; the call continues.
#define AZMI_EVENT_WARNING 7

/// Check: passed.
#define AZMI_CHECK_PASS 1

/// Check: it works, but needs attention.
#define AZMI_CHECK_WARNING 2

/// Check: failed.
#define AZMI_CHECK_FAIL 3

/// Check: it doesn't apply, or depends on an earlier check that didn't pass.
#define AZMI_CHECK_SKIPPED 4

/// A switch that cancels calls. It may be passed to several calls, at the same time or one after the other. Once
/// triggered, it stays triggered, and every call that it's passed to ends at once with AZMI_STATUS_CANCELLED.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_cancel_new        makes one
///   azmi_cancel_trigger    ends the calls it is passed to
///   azmi_cancel_free       frees the handle
typedef struct AzmiCancel AzmiCancel;

/// An identity, and the source of its tokens. Clients in one process share their tokens if they have the same endpoint,
/// source, identity, and related variables of the platform. The tokens are wiped when the last of these clients is
/// freed, even while one is being refreshed.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_new          makes one from options; sends no request
///   azmi_client_connect      finds the source and gets a first token
///   azmi_token_get           gets a token
///   azmi_vm_principal_get    gets the principal id of a machine
///   azmi_vm_identity_get     gets all identities of a machine
///   azmi_fleet_open          starts to read the identities of many machines
///   azmi_rest_send           sends any request with a token of the identity
///   azmi_client_free         frees the handle
typedef struct AzmiClient AzmiClient;

/// The result of connecting a client. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_client_connect      makes one
///   azmi_connection_view     fills a view of it
///   azmi_connection_free     frees the handle
typedef struct AzmiConnection AzmiConnection;

/// The checks of one run, in order. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_doctor_run                  makes one
///   azmi_doctor_report_len           number of checks
///   azmi_doctor_report_get           fills a view of one of them
///   azmi_doctor_report_is_healthy    whether no check failed
///   azmi_doctor_report_free          frees the handle
typedef struct AzmiDoctorReport AzmiDoctorReport;

/// A failure: its stable id, its message and the next step. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_error_view    fills a view of it
///   azmi_error_free    frees the handle
typedef struct AzmiError AzmiError;

/// Many machines, read page by page through Azure Resource Graph. Holds at most one page in memory.
///
/// Threads: any; simultaneous calls wait for each other, and each gets a different page.
/// Functions:
///   azmi_fleet_open    makes one; sends no request
///   azmi_fleet_next    gets the next page
///   azmi_fleet_free    frees the handle
typedef struct AzmiFleet AzmiFleet;

/// A response, or one page of it. It's a successful one, unless `any_status` was set. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_rest_send      sends a request and makes one
///   azmi_rest_next      gets the next page
///   azmi_rest_view      fills a view of it
///   azmi_rest_item      gets an entry of this page, as JSON
///   azmi_rest_header    gets a header
///   azmi_rest_free      frees the handle
typedef struct AzmiRestAnswer AzmiRestAnswer;

/// A token and its claims. The handle shares the token with the client's cache; the secret is wiped when both have
/// dropped it.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_token_get     makes one
///   azmi_token_view    fills a view of it
///   azmi_token_free    frees the handle
typedef struct AzmiToken AzmiToken;

/// Machines with all their identities: one, or a page of a fleet. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_identity_get                makes one with one machine
///   azmi_fleet_next                     makes one with a page of a fleet
///   azmi_vm_identities_len              number of machines
///   azmi_vm_identities_get              fills a view of one of them
///   azmi_vm_identities_user_assigned    fills a view of one of a machine's user-assigned identities
///   azmi_vm_identities_free             frees the handle
typedef struct AzmiVmIdentities AzmiVmIdentities;

/// The principal of a machine. It depends on no other handle.
///
/// Threads: any, even at the same time.
/// Functions:
///   azmi_vm_principal_get     makes one
///   azmi_vm_principal_view    fills a view of it
///   azmi_vm_principal_free    frees the handle
typedef struct AzmiVmPrincipal AzmiVmPrincipal;

/// The outcome of a call: `AZMI_STATUS_OK` or one of the other `AZMI_STATUS_...` numbers. Numbers are never reused.
typedef int32_t AzmiStatus;

/// Borrowed UTF-8 text, not NUL-terminated. `{NULL, 0}` means absent; `len` counts bytes.
///
/// In an options struct, it's borrowed for the call. In a view, it's borrowed from the handle that the view describes,
/// and is valid until that handle is freed.
typedef struct {
    /// First byte, or NULL.
    const uint8_t *data;
    /// Number of bytes.
    size_t len;
} AzmiStr;

/// A view of a failure. The texts are borrowed from the error handle.
///
/// Used by: azmi_error_view.
typedef struct {
    /// `sizeof(AzmiErrorView)`, set by the caller.
    uint32_t size;
    /// The status the failed call returned.
    AzmiStatus status;
    /// HTTP status of the response, or 0.
    uint32_t http_status;
    /// 1 when the same call may succeed later.
    uint8_t retryable;
    /// Stable id of the failure, a PascalCase word.
    AzmiStr code;
    /// Message to show. It ends with `[<code>; <the service's code>; request <id>]`, without the parts that are
    /// unknown.
    AzmiStr message;
    /// What to do next; may be absent. Each command is on its own line.
    AzmiStr hint;
    /// The service's own code; may be absent.
    AzmiStr service_code;
    /// The service's id of the request; may be absent.
    AzmiStr request_id;
    /// Identity source that the request went to; may be absent.
    AzmiStr source;
    /// Correlation id of the request and the operations that it started at the service; may be absent.
    AzmiStr correlation_id;
} AzmiErrorView;

/// An environment variable that the caller passes in.
///
/// Used by: AzmiClientOptions.
typedef struct {
    /// Its name.
    AzmiStr name;
    /// Its value.
    AzmiStr value;
} AzmiEnvVar;

/// Options of a client. Zero-initialize the struct and set `size`; every other field may stay zero.
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
    /// Client id or ARM id of a user-assigned identity; the format tells which.
    AzmiStr account_id;
    /// Name of a cloud, or the https URL of an ARM endpoint. Absent: `AZMI_ENVIRONMENT`, then the cloud that the
    /// machine reports.
    AzmiStr environment;
    /// Subscription to look up names in. Absent: the machine's own, then all readable ones.
    AzmiStr subscription_id;
    /// Environment variables: the library never reads those of the process. May be NULL when `env_len` is 0.
    const AzmiEnvVar *env;
    /// Number of variables.
    size_t env_len;
    /// Not 0: accept a token of another identity than the requested one.
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
    /// RETRY: attempts that this call has made so far; 0 when it waits because the response to an earlier call asked
    /// for it.
    uint32_t attempt;
    /// RETRY: HTTP status of the response, or 0.
    uint32_t http_status;
    /// RETRY: milliseconds until the next attempt.
    uint64_t wait_ms;
    /// PROGRESS: how much is done.
    uint64_t done;
    /// PROGRESS: the total; 0 when unknown.
    uint64_t total;
    /// The event as one sentence. Never contains a token.
    AzmiStr message;
} AzmiEventView;

/// Options of a single call. May be NULL: no time limit, no cancellation, no events.
///
/// Used by: every function that waits.
typedef struct {
    /// `sizeof(AzmiCallOptions)`.
    uint32_t size;
    /// Time limit of the whole call in milliseconds; 0 means no limit. It holds even if something blocks the library's
    /// thread.
    uint32_t timeout_ms;
    /// Cancels the call when triggered; may be NULL. Must stay alive until the call returns.
    const AzmiCancel *cancel;
    /// Called with each event, on the calling thread, before the call returns; may be NULL.
    void (*on_event)(const AzmiEventView *event,
                     void *user_data);
    /// Passed to `on_event` unchanged.
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
    /// 1 when the token or the response confirms the requested identity.
    uint8_t identity_verified;
    /// 1 when the tokens come from an emulator.
    uint8_t emulated;
    /// Name of the source.
    AzmiStr source_name;
    /// The rule that chose the source.
    AzmiStr source_reason;
    /// URL that tokens are requested from, without the query.
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
    /// Subscription of this machine, or the one in the client's options; may be absent.
    AzmiStr subscription_id;
    /// Resource group of this machine; may be absent.
    AzmiStr resource_group;
    /// Name of this machine in Azure; may be absent.
    AzmiStr vm_name;
    /// Unique id of this machine, a GUID; may be absent.
    AzmiStr vm_id;
} AzmiConnectionView;

/// Options for getting a token.
///
/// Used by: azmi_token_get.
typedef struct {
    /// `sizeof(AzmiTokenOptions)`.
    uint32_t size;
    /// Not 0: skip the cache, and the platform's own cache where possible.
    uint8_t force_refresh;
    /// The audience: a URI, a GUID, a scope ending in `/.default`, or a service's name such as `KeyVault`.
    /// Absent: Resource Manager.
    AzmiStr resource;
    /// Claims of a claims challenge, a JSON object; absent: none.
    AzmiStr claims;
} AzmiTokenOptions;

/// A token and its claims (parsed, not verified). Times are seconds since 1970-01-01T00:00:00Z; 0 means not known.
///
/// Used by: azmi_token_view.
typedef struct {
    /// `sizeof(AzmiTokenView)`, set by the caller.
    uint32_t size;
    /// One of the `AZMI_SOURCE_...` numbers.
    uint32_t source;
    /// 1 when it came from the cache and nothing was sent.
    uint8_t from_cache;
    /// 1 when a forced refresh returned the same token as before.
    uint8_t same_as_before;
    /// 1 when it comes from an emulator.
    uint8_t emulated;
    /// When it expires.
    int64_t expires_on;
    /// When it was issued, according to its claims.
    int64_t issued_on;
    /// When the library starts to refresh it in the background.
    int64_t refresh_on;
    /// The token itself: a secret. Wiped when the last handle to it is freed.
    AzmiStr secret;
    /// The requested audience.
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

/// Selects a machine. All fields absent: this machine; its principal id then comes from its own token.
///
/// Used by: azmi_vm_principal_get, azmi_vm_identity_get.
typedef struct {
    /// `sizeof(AzmiVmQuery)`.
    uint32_t size;
    /// Name of the VM.
    AzmiStr name;
    /// Its resource group. Absent: the library searches for the name.
    AzmiStr resource_group;
    /// Its subscription. Absent: the client's, the machine's own, then all readable ones.
    AzmiStr subscription_id;
    /// ARM id of the VM, instead of the three fields above.
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
    /// Object id of the identity, as used in role assignments.
    AzmiStr principal_id;
    /// Its application id; absent when the response doesn't include it.
    AzmiStr client_id;
    /// Its tenant; absent when the response doesn't include it.
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
    /// Object id of the system-assigned identity; absent if there is none.
    AzmiStr principal_id;
    /// Tenant of the system-assigned identity; absent if there is none.
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
    /// Its object id; absent when the response doesn't include it.
    AzmiStr principal_id;
    /// Its application id; absent when the response doesn't include it.
    AzmiStr client_id;
} AzmiUserAssignedView;

/// Selects the machines of a fleet. Exactly one of `all` and `name_pattern` must be set.
///
/// Used by: azmi_fleet_open.
typedef struct {
    /// `sizeof(AzmiFleetQuery)`.
    uint32_t size;
    /// Not 0: all readable machines.
    uint8_t all;
    /// Machines whose name matches: `*` stands for any characters, `?` for one. A name without wildcards must exist.
    AzmiStr name_pattern;
    /// Only machines in this resource group; may be absent.
    AzmiStr resource_group;
    /// Only machines in these subscriptions. May be NULL when the length is 0: the client's, or all readable ones.
    const AzmiStr *subscription_ids;
    /// Number of subscriptions.
    size_t subscription_ids_len;
} AzmiFleetQuery;

/// A header of a request or a response.
///
/// Used by: AzmiRestRequest, azmi_rest_header.
typedef struct {
    /// Its name.
    AzmiStr name;
    /// Its value.
    AzmiStr value;
} AzmiHeader;

/// A request. Exactly one of `path` and `uri` must be set.
///
/// Used by: azmi_rest_send.
typedef struct {
    /// `sizeof(AzmiRestRequest)`.
    uint32_t size;
    /// Not 0: the response is a list; provide its entries, and further pages through azmi_rest_next.
    uint8_t paginate;
    /// Not 0: wait for a long-running operation to end.
    uint8_t wait;
    /// The method. Absent: GET.
    AzmiStr method;
    /// A path on the Resource Manager endpoint, beginning with a slash; may have a query.
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
    /// Not 0: a response with any HTTP status is a result. A status that reports a failure isn't an error of the call.
    uint8_t any_status;
} AzmiRestRequest;

/// A response, or one page of it. It's a successful one, unless `any_status` was set.
///
/// Used by: azmi_rest_view.
typedef struct {
    /// `sizeof(AzmiRestView)`, set by the caller.
    uint32_t size;
    /// HTTP status.
    uint32_t http_status;
    /// 1 when the response is a list and `paginate` was set: azmi_rest_item gets its entries.
    uint8_t is_list;
    /// 1 when azmi_rest_next can get another page.
    uint8_t has_next;
    /// Number of entries.
    size_t items_len;
    /// Number of headers.
    size_t headers_len;
    /// The body as received. The header `content-type` states its type; JSON is UTF-8.
    AzmiStr body;
} AzmiRestView;

/// A service whose audience has a name.
///
/// Used by: azmi_audience_get.
typedef struct {
    /// `sizeof(AzmiAudienceView)`, set by the caller.
    uint32_t size;
    /// The name, accepted wherever a resource is expected.
    AzmiStr name;
    /// A short description.
    AzmiStr description;
    /// Its audience in the requested cloud.
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
    /// Duration in milliseconds.
    uint64_t duration_ms;
    /// Its name, a PascalCase word that doesn't change between versions.
    AzmiStr name;
    /// Name of the status.
    AzmiStr status_name;
    /// The finding, and what it means.
    AzmiStr detail;
    /// The command or click that fixes it; absent when there's nothing to fix.
    AzmiStr fix;
} AzmiCheckView;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/// Returns the version of this interface: major << 16 | minor.
///
/// The library is compatible with a program if the major number equals the AZMI_ABI_VERSION_MAJOR that the program was
/// compiled with, and the minor number isn't less than its AZMI_ABI_VERSION_MINOR.
///
/// Threads: any.
/// Errors: none.
uint32_t azmi_abi_version(void);

/// Gets the version of the product, such as "1.2.3".
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: argument (`out` is NULL).
AzmiStatus azmi_version_string(AzmiStr *out);

/// Gets the absolute path of the file that this library was loaded from.
///
/// Owner: the text is static.
/// Threads: any.
/// Errors: argument; AZMI_STATUS_INTERNAL when the system doesn't report it.
AzmiStatus azmi_library_path(AzmiStr *out,
                             AzmiError **error_out);

/// Fills a view of the failure.
///
/// Owner: the texts are borrowed from `error` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument, only as a status.
AzmiStatus azmi_error_view(const AzmiError *error,
                           AzmiErrorView *out);

/// Frees the error. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_error_free(AzmiError *error);

/// Makes a switch that isn't triggered.
///
/// Owner: the caller owns `*out` and frees it with azmi_cancel_free.
/// Threads: any.
/// Errors: argument.
AzmiStatus azmi_cancel_new(AzmiCancel **out,
                           AzmiError **error_out);

/// Triggers the switch, any number of times. NULL does nothing.
///
/// It returns at once; the cancelled calls return a little later.
///
/// Threads: any, at any time, even from an event callback. Not from a signal handler.
/// Errors: none.
void azmi_cancel_trigger(const AzmiCancel *cancel);

/// Frees the switch, without triggering it. NULL does nothing.
///
/// Owner: the library takes it back.
/// Threads: any, once, and not while a call that it was passed to is running.
/// Errors: none.
void azmi_cancel_free(AzmiCancel *cancel);

/// Makes a client. Checks everything that can be checked without sending a request.
///
/// `options` may be NULL: the library chooses the source, uses the system-assigned identity, and sees no environment
/// variables.
///
/// Owner: the caller owns `*out` and frees it with azmi_client_free. Nothing of `options` is kept.
/// Threads: any. Doesn't wait for anything.
/// Errors: argument; AZMI_STATUS_UNTRUSTED when a variable names an endpoint that isn't allowed.
AzmiStatus azmi_client_new(const AzmiClientOptions *options,
                           AzmiClient **out,
                           AzmiError **error_out);

/// Finds the identity source, gets a token for Resource Manager, and describes the identity.
///
/// Optional: other calls connect automatically. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_connection_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity.
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
/// Errors: argument.
AzmiStatus azmi_connection_view(const AzmiConnection *connection,
                                AzmiConnectionView *out,
                                AzmiError **error_out);

/// Frees the connection. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_connection_free(AzmiConnection *connection);

/// Gets a token, from the cache if it holds one that's still valid.
///
/// `options` may be NULL: a token for Resource Manager. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_token_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out. A cached
///   token is returned at once.
/// Errors: argument, wait, identity.
AzmiStatus azmi_token_get(const AzmiClient *client,
                          const AzmiTokenOptions *options,
                          const AzmiCallOptions *call,
                          AzmiToken **out,
                          AzmiError **error_out);

/// Fills a view of the token.
///
/// Owner: the texts, the secret among them, are borrowed from `token` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument.
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
/// which needs no role. Otherwise, the library asks Resource Manager, and the client's identity needs the Reader role
/// on the machine. `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_principal_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity; with a query, also service. If several machines have the name,
///   AZMI_STATUS_INVALID_ARGUMENT with a message that lists them.
AzmiStatus azmi_vm_principal_get(const AzmiClient *client,
                                 const AzmiVmQuery *query,
                                 const AzmiCallOptions *call,
                                 AzmiVmPrincipal **out,
                                 AzmiError **error_out);

/// Fills a view of the principal.
///
/// Owner: the texts are borrowed from `principal` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument.
AzmiStatus azmi_vm_principal_view(const AzmiVmPrincipal *principal,
                                  AzmiVmPrincipalView *out,
                                  AzmiError **error_out);

/// Frees the principal. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_vm_principal_free(AzmiVmPrincipal *principal);

/// Gets all identities of a machine from Resource Manager. The client's identity needs the Reader role on the machine.
///
/// `query` may be NULL, or have all fields absent: this machine. `query.identity_name` has no effect on the result.
/// `call` may be NULL.
///
/// Owner: the caller owns `*out`, which holds exactly one machine, and frees it with azmi_vm_identities_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service.
AzmiStatus azmi_vm_identity_get(const AzmiClient *client,
                                const AzmiVmQuery *query,
                                const AzmiCallOptions *call,
                                AzmiVmIdentities **out,
                                AzmiError **error_out);

/// Returns the number of machines.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `machines` is NULL.
size_t azmi_vm_identities_len(const AzmiVmIdentities *machines);

/// Fills a view of one machine.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below azmi_vm_identities_len()).
AzmiStatus azmi_vm_identities_get(const AzmiVmIdentities *machines,
                                  size_t index,
                                  AzmiVmIdentityView *out,
                                  AzmiError **error_out);

/// Fills a view of one user-assigned identity of machine number `index`.
///
/// Owner: the texts are borrowed from `machines` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`which` isn't below the machine's user_assigned_len).
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

/// Starts to read the identities of many machines: virtual machines and Arc-enabled servers. Checks the query; sends no
/// request.
///
/// Owner: the caller owns `*out` and frees it with azmi_fleet_free.
/// Threads: any. Doesn't wait for anything.
/// Errors: argument.
AzmiStatus azmi_fleet_open(const AzmiClient *client,
                           const AzmiFleetQuery *query,
                           AzmiFleet **out,
                           AzmiError **error_out);

/// Gets the next page, in the order of ARM ids. Progress events report the number of machines. After the last page,
/// `*out` is NULL and the status is AZMI_STATUS_OK. After a failure, the next call gets the same page again.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_vm_identities_free.
/// Threads: any. Blocks the calling thread until done, cancelled or timed out. Simultaneous calls wait for each other,
///   and each gets a different page.
/// Errors: argument, wait, identity, service.
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

/// Sends a request to Resource Manager or another service, with a token of the client's identity. The token is for the
/// audience that the request names, or else for the audience of the host.
///
/// `call` may be NULL. When the call stops waiting for an operation, the service continues it; the error's hint says
/// where to poll it.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free.
/// Threads: any, even with the same client. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service; AZMI_STATUS_OPERATION_FAILED when `wait` is set and
///   the operation failed.
AzmiStatus azmi_rest_send(const AzmiClient *client,
                          const AzmiRestRequest *request,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

/// Gets the page after this one. If this is the last page, `*out` is NULL and the status is AZMI_STATUS_OK. After a
/// failure, the same call may be repeated.
///
/// `call` may be NULL.
///
/// Owner: the caller owns `*out` and frees it with azmi_rest_free. It doesn't depend on the page before it.
/// Threads: any, even with the same page. Blocks the calling thread until done, cancelled or timed out.
/// Errors: argument, wait, identity, service.
AzmiStatus azmi_rest_next(const AzmiRestAnswer *answer,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

/// Fills a view of the response.
///
/// Owner: the body is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: argument.
AzmiStatus azmi_rest_view(const AzmiRestAnswer *answer,
                          AzmiRestView *out,
                          AzmiError **error_out);

/// Gets one entry of this page, as JSON.
///
/// Owner: the text is borrowed from `answer` and ends with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below items_len).
AzmiStatus azmi_rest_item(const AzmiRestAnswer *answer,
                          size_t index,
                          AzmiStr *out,
                          AzmiError **error_out);

/// Gets one header; names are in lower case.
///
/// Owner: the texts are borrowed from `answer` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below headers_len).
AzmiStatus azmi_rest_header(const AzmiRestAnswer *answer,
                            size_t index,
                            AzmiHeader *out,
                            AzmiError **error_out);

/// Frees the response. NULL does nothing.
///
/// Owner: the library takes it back; views of it are no longer valid.
/// Threads: any, once, and not while another thread is inside a call with it.
/// Errors: none.
void azmi_rest_free(AzmiRestAnswer *answer);

/// Returns the number of services that have a name. Needs no network.
///
/// Threads: any.
/// Errors: none.
size_t azmi_audience_len(void);

/// Fills a view of one named service. Needs no network.
///
/// `environment` is the name of a built-in cloud, or NULL for the public one. `audience` is absent when the service has
/// none in that cloud.
///
/// Owner: the texts are static.
/// Threads: any.
/// Errors: argument (`index` isn't below azmi_audience_len(), or the cloud doesn't exist).
AzmiStatus azmi_audience_get(size_t index,
                             const uint8_t *environment,
                             size_t environment_len,
                             AzmiAudienceView *out,
                             AzmiError **error_out);

/// Checks this machine: source, proxy, endpoint, identity, token, clock, Resource Manager, role.
///
/// Problems with the identity are findings in the report, even a missing source or an expired time limit; an invalid
/// argument is a failure. `options` may be NULL, as in azmi_client_new. `resource` is the token's audience, as in
/// AzmiTokenOptions; NULL means Resource Manager. `call` may be NULL. Reports its progress as events.
///
/// Owner: the caller owns `*out` and frees it with azmi_doctor_report_free.
/// Threads: any. Blocks the calling thread until done or cancelled, at most for ten seconds.
/// Errors: argument; AZMI_STATUS_CANCELLED; AZMI_STATUS_NOT_CONNECTED after a fork.
AzmiStatus azmi_doctor_run(const AzmiClientOptions *options,
                           const uint8_t *resource,
                           size_t resource_len,
                           const AzmiCallOptions *call,
                           AzmiDoctorReport **out,
                           AzmiError **error_out);

/// Returns the number of checks in a report.
///
/// Threads: any, even at the same time.
/// Errors: none; 0 when `report` is NULL.
size_t azmi_doctor_report_len(const AzmiDoctorReport *report);

/// Fills a view of one check.
///
/// Owner: the texts are borrowed from `report` and end with it.
/// Threads: any, even at the same time.
/// Errors: argument (`index` isn't below azmi_doctor_report_len()).
AzmiStatus azmi_doctor_report_get(const AzmiDoctorReport *report,
                                  size_t index,
                                  AzmiCheckView *out,
                                  AzmiError **error_out);

/// Returns 1 if no check failed, so that the identity can be used. Warnings don't count.
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
