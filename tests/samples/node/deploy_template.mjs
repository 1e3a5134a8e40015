// Deploys a template with the machine's identity, follows it to its end, and prints what it put out.
import koffi from "koffi";

const library = koffi.load(process.env.AZMI_LIBRARY ?? "libazmi.so");
const Str = koffi.struct("AzmiStr", { data: "void *", len: "size_t" });
const EnvVar = koffi.struct("AzmiEnvVar", { name: Str, value: Str });
const ClientOptions = koffi.struct("AzmiClientOptions", {
  size: "uint32_t", source: "uint32_t", client_id: Str, object_id: Str, identity_resource_id: Str, account_id: Str,
  environment: Str, subscription_id: Str, env: koffi.pointer(EnvVar), env_len: "size_t", skip_identity_check: "uint8_t",
});
const RestRequest = koffi.struct("AzmiRestRequest", {
  size: "uint32_t", paginate: "uint8_t", wait: "uint8_t", method: Str, path: Str, uri: Str, api_version: Str, body: Str,
  resource: Str, headers: "void *", headers_len: "size_t",
});
const RestView = koffi.struct("AzmiRestView", {
  size: "uint32_t", http_status: "uint32_t", is_list: "uint8_t", has_next: "uint8_t", items_len: "size_t",
  headers_len: "size_t", body: Str,
});
const ErrorView = koffi.struct("AzmiErrorView", {
  size: "uint32_t", status: "int32_t", http_status: "uint32_t", retryable: "uint8_t", code: Str, message: Str, hint: Str,
});
const clientNew = library.func("int azmi_client_new(AzmiClientOptions *options, _Out_ void **out, _Out_ void **error)");
const restSend = library.func(
  "int azmi_rest_send(void *client, AzmiRestRequest *request, void *call, _Out_ void **out, _Out_ void **error)");
const restView = library.func("int azmi_rest_view(void *answer, _Inout_ AzmiRestView *out, void *error)");
const errorView = library.func("int azmi_error_view(void *error, _Inout_ AzmiErrorView *out)");
const free = (type) => library.func(`void azmi_${type}_free(void *handle)`);
const [clientFree, restFree, errorFree] = ["client", "rest", "error"].map(free);

/** A text for the library: its UTF-8 bytes and how many. */
function str(value) {
  const data = Buffer.from(value, "utf8");
  return { data, len: data.length };
}

/** A text of a view. */
const text = ({ data, len }) => (data === null ? "" : Buffer.from(koffi.view(data, Number(len))).toString("utf8"));

/** A struct that begins with its size; what is not given is zero. */
const sized = (type, fields = {}) => ({ ...koffi.decode(Buffer.alloc(koffi.sizeof(type)), type), size: koffi.sizeof(type), ...fields });

/** Calls a function that makes a handle; a failure becomes an Error with the library's words. */
function make(call, ...args) {
  const [out, error] = [[null], [null]];
  if (call(...args, out, error) === 0) return out[0];
  const view = sized(ErrorView);
  errorView(error[0], view);
  const words = `${text(view.message)}\n${text(view.hint)}`;
  errorFree(error[0]);
  throw new Error(words);
}

const env = Object.entries(process.env).map(([name, value]) => ({ name: str(name), value: str(value) }));
const client = make(clientNew, sized(ClientOptions, { env, env_len: env.length }));
const template = {
  $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  contentVersion: "1.0.0.0",
  parameters: { name: { type: "string" } },
  resources: [{ type: "Microsoft.Compute/disks", apiVersion: "2023-10-02", name: "[parameters('name')]",
    location: "westeurope", properties: { diskSizeGB: 4, creationData: { createOption: "Empty" } } }],
  outputs: { disk: { type: "string", value: "[parameters('name')]" } },
};
const properties = { mode: "Incremental", template, parameters: { name: { value: "node-disk" } } };
const answer = make(restSend, client, sized(RestRequest, {
  method: str("PUT"), wait: 1, api_version: str("2021-04-01"), body: str(JSON.stringify({ properties })),
  path: str(`/subscriptions/${process.argv[2]}/resourcegroups/rg1/providers/Microsoft.Resources/deployments/node-sample`),
}), null);
const view = sized(RestView);
restView(answer, view, null);
const deployment = JSON.parse(text(view.body)).properties;
console.log(`${deployment.provisioningState}: ${deployment.outputs.disk.value}`);
restFree(answer);
clientFree(client);
