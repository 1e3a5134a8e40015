# Makes a resource group with the machine's identity, lists the groups there are, and deletes it again.
require "fiddle/import"
require "json"

module Azmi
  extend Fiddle::Importer
  dlload ENV.fetch("AZMI_LIBRARY", "libazmi.so")
  typealias "AzmiStatus", "int32_t"
  str = ->(*names) { names.flat_map { |name| ["const char *#{name}", "size_t #{name}_len"] } }
  ClientOptions = struct ["uint32_t size", "uint32_t source",
                          *str.(:client_id, :object_id, :identity_resource_id, :account_id, :environment, :subscription_id),
                          "void *env", "size_t env_len", "uint8_t skip_identity_check"]
  RestRequest = struct ["uint32_t size", "uint8_t paginate", "uint8_t wait",
                        *str.(:method_, :path, :uri, :api_version, :body, :resource), "void *headers", "size_t headers_len"]
  RestView = struct ["uint32_t size", "uint32_t http_status", "uint8_t is_list", "uint8_t has_next", "size_t items_len",
                     "size_t headers_len", *str.(:body)]
  ErrorView = struct ["uint32_t size", "int32_t status", "uint32_t http_status", "uint8_t retryable",
                      *str.(:code, :message, :hint)]
  EnvVar = struct str.(:name, :value)
  extern "int32_t azmi_client_new(void *, void *, void *)"
  extern "int32_t azmi_rest_send(void *, void *, void *, void *, void *)"
  extern "int32_t azmi_rest_view(void *, void *, void *)"
  extern "int32_t azmi_error_view(void *, void *)"
  extern "void azmi_rest_free(void *)"
  extern "void azmi_error_free(void *)"
  extern "void azmi_client_free(void *)"

  # A zeroed struct with its size and texts set; the texts are kept as long as the struct.
  def self.fill(type, **fields)
    value = type.malloc(Fiddle::RUBY_FREE)
    value.to_ptr[0, type.size] = "\0" * type.size
    value.size = type.size if type.members.include?("size")
    fields.each do |name, given|
      value[name.to_s] = given
      value["#{name}_len"] = given.bytesize if given.is_a?(String)
      value.instance_variable_set("@#{name}", given)
    end
    value
  end

  def self.text(view, name) = view[name].null? ? "" : view[name][0, view["#{name}_len"]].force_encoding("UTF-8")

  # Calls a function that makes a handle; a failure becomes an exception with the library's words.
  def self.make(name, *arguments)
    handle, error = Array.new(2) { Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE) }
    return handle.ptr if send(name, *arguments, handle, error).zero?

    azmi_error_view(error.ptr, view = fill(ErrorView))
    raise "#{text(view, 'message')}\n#{text(view, 'hint')}"
  ensure
    azmi_error_free(error.ptr)
  end

  def self.rest(client, **request)
    answer = make(:azmi_rest_send, client, fill(RestRequest, api_version: "2021-04-01", **request), nil)
    azmi_rest_view(answer, view = fill(RestView), nil)
    [view.http_status, text(view, "body")]
  ensure
    azmi_rest_free(answer)
  end
end

variables = ENV.map { |name, value| Azmi.fill(Azmi::EnvVar, name: name, value: value) }
env = Fiddle::Pointer[variables.map { |variable| variable.to_ptr[0, Azmi::EnvVar.size] }.join]
client = Azmi.make(:azmi_client_new, Azmi.fill(Azmi::ClientOptions, env: env, env_len: variables.size))
groups = "/subscriptions/#{ARGV[0]}/resourcegroups"
group = "#{groups}/ruby-sample"
status, = Azmi.rest(client, method_: "PUT", path: group, body: '{"location":"westeurope"}')
puts "made: #{status}"
_, list = Azmi.rest(client, path: groups)
puts "groups: #{JSON.parse(list).fetch('value').map { |found| found['name'] }.join(', ')}"
status, = Azmi.rest(client, method_: "DELETE", path: group, wait: 1)
puts "deleted: #{status}"
Azmi.azmi_client_free(client)
