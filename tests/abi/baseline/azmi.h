/* The interface 1.1 as it was when checking began: azmi.h without its words. Nothing here is changed any more; what was added since
 * raised the minor number. */
#ifndef AZMI_H
#define AZMI_H

#include <stddef.h>
#include <stdint.h>
#define AZMI_ABI_VERSION_MAJOR 1
#define AZMI_ABI_VERSION_MINOR 1
#define AZMI_STATUS_OK 0
#define AZMI_STATUS_INVALID_ARGUMENT 1
#define AZMI_STATUS_NO_IDENTITY_ENDPOINT 2
#define AZMI_STATUS_IDENTITY_NOT_ASSIGNED 3
#define AZMI_STATUS_WRONG_IDENTITY 4
#define AZMI_STATUS_AUTHENTICATION_FAILED 5
#define AZMI_STATUS_FORBIDDEN 6
#define AZMI_STATUS_NOT_FOUND 7
#define AZMI_STATUS_THROTTLED 8
#define AZMI_STATUS_TIMEOUT 9
#define AZMI_STATUS_CONNECTION 10
#define AZMI_STATUS_PROXY 11
#define AZMI_STATUS_TLS 12
#define AZMI_STATUS_BAD_RESPONSE 13
#define AZMI_STATUS_CONFLICT 14
#define AZMI_STATUS_SERVICE_ERROR 15
#define AZMI_STATUS_OPERATION_FAILED 16
#define AZMI_STATUS_NOT_CONNECTED 17
#define AZMI_STATUS_UNTRUSTED 18
#define AZMI_STATUS_CANCELLED 19
#define AZMI_STATUS_INTERNAL 20
#define AZMI_SOURCE_AUTO 0
#define AZMI_SOURCE_VM 1
#define AZMI_SOURCE_APP_SERVICE 2
#define AZMI_SOURCE_AUTOMATION 3
#define AZMI_SOURCE_ARC 4
#define AZMI_SOURCE_SERVICE_FABRIC 5
#define AZMI_SOURCE_CLOUD_SHELL 6
#define AZMI_SOURCE_MACHINE_LEARNING 7
#define AZMI_SOURCE_VM_EXTENSION 8
#define AZMI_IDENTITY_UNKNOWN 0
#define AZMI_IDENTITY_SYSTEM_ASSIGNED 1
#define AZMI_IDENTITY_USER_ASSIGNED 2
#define AZMI_IDENTITY_USER 3
#define AZMI_EVENT_SOURCE_CHOSEN 1
#define AZMI_EVENT_CACHE_HIT 2
#define AZMI_EVENT_REQUEST 3
#define AZMI_EVENT_RETRY 4
#define AZMI_EVENT_PROGRESS 5
#define AZMI_EVENT_NOTICE 6
#define AZMI_EVENT_WARNING 7
#define AZMI_CHECK_PASS 1
#define AZMI_CHECK_WARNING 2
#define AZMI_CHECK_FAIL 3
#define AZMI_CHECK_SKIPPED 4

typedef struct AzmiCancel AzmiCancel;

typedef struct AzmiClient AzmiClient;

typedef struct AzmiConnection AzmiConnection;

typedef struct AzmiDoctorReport AzmiDoctorReport;

typedef struct AzmiError AzmiError;

typedef struct AzmiFleet AzmiFleet;

typedef struct AzmiRestAnswer AzmiRestAnswer;

typedef struct AzmiToken AzmiToken;

typedef struct AzmiVmIdentities AzmiVmIdentities;

typedef struct AzmiVmPrincipal AzmiVmPrincipal;

typedef int32_t AzmiStatus;

typedef struct {
    const uint8_t *data;
    size_t len;
} AzmiStr;

typedef struct {
    uint32_t size;
    AzmiStatus status;
    uint32_t http_status;
    uint8_t retryable;
    AzmiStr code;
    AzmiStr message;
    AzmiStr hint;
    AzmiStr service_code;
    AzmiStr request_id;
    AzmiStr source;
    AzmiStr correlation_id;
} AzmiErrorView;

typedef struct {
    AzmiStr name;
    AzmiStr value;
} AzmiEnvVar;

typedef struct {
    uint32_t size;
    uint32_t source;
    AzmiStr client_id;
    AzmiStr object_id;
    AzmiStr identity_resource_id;
    AzmiStr account_id;
    AzmiStr environment;
    AzmiStr subscription_id;
    const AzmiEnvVar *env;
    size_t env_len;
    uint8_t skip_identity_check;
} AzmiClientOptions;

typedef struct {
    uint32_t size;
    uint32_t kind;
    uint32_t attempt;
    uint32_t http_status;
    uint64_t wait_ms;
    uint64_t done;
    uint64_t total;
    AzmiStr message;
} AzmiEventView;

typedef struct {
    uint32_t size;
    uint32_t timeout_ms;
    const AzmiCancel *cancel;
    void (*on_event)(const AzmiEventView *event,
                     void *user_data);
    void *user_data;
} AzmiCallOptions;

typedef struct {
    uint32_t size;
    uint32_t source;
    uint32_t identity_type;
    uint8_t identity_verified;
    uint8_t emulated;
    AzmiStr source_name;
    AzmiStr source_reason;
    AzmiStr endpoint;
    AzmiStr principal_id;
    AzmiStr client_id;
    AzmiStr tenant_id;
    AzmiStr identity_resource_id;
    AzmiStr environment;
    AzmiStr subscription_id;
    AzmiStr resource_group;
    AzmiStr vm_name;
    AzmiStr vm_id;
} AzmiConnectionView;

typedef struct {
    uint32_t size;
    uint8_t force_refresh;
    AzmiStr resource;
    AzmiStr claims;
} AzmiTokenOptions;

typedef struct {
    uint32_t size;
    uint32_t source;
    uint8_t from_cache;
    uint8_t same_as_before;
    uint8_t emulated;
    int64_t expires_on;
    int64_t issued_on;
    int64_t refresh_on;
    AzmiStr secret;
    AzmiStr resource;
    AzmiStr principal_id;
    AzmiStr client_id;
    AzmiStr tenant_id;
    AzmiStr identity_resource_id;
    AzmiStr source_name;
} AzmiTokenView;

typedef struct {
    uint32_t size;
    AzmiStr name;
    AzmiStr resource_group;
    AzmiStr subscription_id;
    AzmiStr resource_id;
    AzmiStr identity_name;
} AzmiVmQuery;

typedef struct {
    uint32_t size;
    uint32_t identity_type;
    AzmiStr principal_id;
    AzmiStr client_id;
    AzmiStr tenant_id;
    AzmiStr resource_id;
} AzmiVmPrincipalView;

typedef struct {
    uint32_t size;
    uint32_t user_assigned_len;
    AzmiStr name;
    AzmiStr resource_group;
    AzmiStr subscription_id;
    AzmiStr resource_id;
    AzmiStr identity_type;
    AzmiStr principal_id;
    AzmiStr tenant_id;
} AzmiVmIdentityView;

typedef struct {
    uint32_t size;
    AzmiStr resource_id;
    AzmiStr name;
    AzmiStr principal_id;
    AzmiStr client_id;
} AzmiUserAssignedView;

typedef struct {
    uint32_t size;
    uint8_t all;
    AzmiStr name_pattern;
    AzmiStr resource_group;
    const AzmiStr *subscription_ids;
    size_t subscription_ids_len;
} AzmiFleetQuery;

typedef struct {
    AzmiStr name;
    AzmiStr value;
} AzmiHeader;

typedef struct {
    uint32_t size;
    uint8_t paginate;
    uint8_t wait;
    AzmiStr method;
    AzmiStr path;
    AzmiStr uri;
    AzmiStr api_version;
    AzmiStr body;
    AzmiStr resource;
    const AzmiHeader *headers;
    size_t headers_len;
} AzmiRestRequest;

typedef struct {
    uint32_t size;
    uint32_t http_status;
    uint8_t is_list;
    uint8_t has_next;
    size_t items_len;
    size_t headers_len;
    AzmiStr body;
} AzmiRestView;

typedef struct {
    uint32_t size;
    AzmiStr name;
    AzmiStr description;
    AzmiStr audience;
} AzmiAudienceView;

typedef struct {
    uint32_t size;
    uint32_t status;
    uint64_t duration_ms;
    AzmiStr name;
    AzmiStr status_name;
    AzmiStr detail;
    AzmiStr fix;
} AzmiCheckView;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

uint32_t azmi_abi_version(void);

AzmiStatus azmi_version_string(AzmiStr *out);

AzmiStatus azmi_library_path(AzmiStr *out,
                             AzmiError **error_out);

AzmiStatus azmi_error_view(const AzmiError *error,
                           AzmiErrorView *out);

void azmi_error_free(AzmiError *error);

AzmiStatus azmi_cancel_new(AzmiCancel **out,
                           AzmiError **error_out);

void azmi_cancel_trigger(const AzmiCancel *cancel);

void azmi_cancel_free(AzmiCancel *cancel);

AzmiStatus azmi_client_new(const AzmiClientOptions *options,
                           AzmiClient **out,
                           AzmiError **error_out);

AzmiStatus azmi_client_connect(const AzmiClient *client,
                               const AzmiCallOptions *call,
                               AzmiConnection **out,
                               AzmiError **error_out);

void azmi_client_free(AzmiClient *client);

AzmiStatus azmi_connection_view(const AzmiConnection *connection,
                                AzmiConnectionView *out,
                                AzmiError **error_out);

void azmi_connection_free(AzmiConnection *connection);

AzmiStatus azmi_token_get(const AzmiClient *client,
                          const AzmiTokenOptions *options,
                          const AzmiCallOptions *call,
                          AzmiToken **out,
                          AzmiError **error_out);

AzmiStatus azmi_token_view(const AzmiToken *token,
                           AzmiTokenView *out,
                           AzmiError **error_out);

void azmi_token_free(AzmiToken *token);

AzmiStatus azmi_vm_principal_get(const AzmiClient *client,
                                 const AzmiVmQuery *query,
                                 const AzmiCallOptions *call,
                                 AzmiVmPrincipal **out,
                                 AzmiError **error_out);

AzmiStatus azmi_vm_principal_view(const AzmiVmPrincipal *principal,
                                  AzmiVmPrincipalView *out,
                                  AzmiError **error_out);

void azmi_vm_principal_free(AzmiVmPrincipal *principal);

AzmiStatus azmi_vm_identity_get(const AzmiClient *client,
                                const AzmiVmQuery *query,
                                const AzmiCallOptions *call,
                                AzmiVmIdentities **out,
                                AzmiError **error_out);

size_t azmi_vm_identities_len(const AzmiVmIdentities *machines);

AzmiStatus azmi_vm_identities_get(const AzmiVmIdentities *machines,
                                  size_t index,
                                  AzmiVmIdentityView *out,
                                  AzmiError **error_out);

AzmiStatus azmi_vm_identities_user_assigned(const AzmiVmIdentities *machines,
                                            size_t index,
                                            size_t which,
                                            AzmiUserAssignedView *out,
                                            AzmiError **error_out);

void azmi_vm_identities_free(AzmiVmIdentities *machines);

AzmiStatus azmi_fleet_open(const AzmiClient *client,
                           const AzmiFleetQuery *query,
                           AzmiFleet **out,
                           AzmiError **error_out);

AzmiStatus azmi_fleet_next(const AzmiFleet *fleet,
                           const AzmiCallOptions *call,
                           AzmiVmIdentities **out,
                           AzmiError **error_out);

void azmi_fleet_free(AzmiFleet *fleet);

AzmiStatus azmi_rest_send(const AzmiClient *client,
                          const AzmiRestRequest *request,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

AzmiStatus azmi_rest_next(const AzmiRestAnswer *answer,
                          const AzmiCallOptions *call,
                          AzmiRestAnswer **out,
                          AzmiError **error_out);

AzmiStatus azmi_rest_view(const AzmiRestAnswer *answer,
                          AzmiRestView *out,
                          AzmiError **error_out);

AzmiStatus azmi_rest_item(const AzmiRestAnswer *answer,
                          size_t index,
                          AzmiStr *out,
                          AzmiError **error_out);

AzmiStatus azmi_rest_header(const AzmiRestAnswer *answer,
                            size_t index,
                            AzmiHeader *out,
                            AzmiError **error_out);

void azmi_rest_free(AzmiRestAnswer *answer);

size_t azmi_audience_len(void);

AzmiStatus azmi_audience_get(size_t index,
                             const uint8_t *environment,
                             size_t environment_len,
                             AzmiAudienceView *out,
                             AzmiError **error_out);

AzmiStatus azmi_doctor_run(const AzmiClientOptions *options,
                           const uint8_t *resource,
                           size_t resource_len,
                           const AzmiCallOptions *call,
                           AzmiDoctorReport **out,
                           AzmiError **error_out);

size_t azmi_doctor_report_len(const AzmiDoctorReport *report);

AzmiStatus azmi_doctor_report_get(const AzmiDoctorReport *report,
                                  size_t index,
                                  AzmiCheckView *out,
                                  AzmiError **error_out);

uint8_t azmi_doctor_report_is_healthy(const AzmiDoctorReport *report);

void azmi_doctor_report_free(AzmiDoctorReport *report);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* AZMI_H */
