// The main job from C++17, against an emulator: handles as unique_ptr, errors as exceptions, two threads, one that cancels.
//
// Passes all its variables to the library. What to expect comes in variables too: SMOKE_PRINCIPAL_ID, SMOKE_VM_NAME.
#include <azmi.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

#ifdef _WIN32
#define VARIABLES _environ
#else
extern "C" char **environ;
#define VARIABLES environ
#endif

namespace {

template <auto free>
struct Free {
    template <typename T>
    void operator()(T *handle) const noexcept { free(handle); }
};

using Client = std::unique_ptr<AzmiClient, Free<azmi_client_free>>;
using Connection = std::unique_ptr<AzmiConnection, Free<azmi_connection_free>>;
using Token = std::unique_ptr<AzmiToken, Free<azmi_token_free>>;
using Principal = std::unique_ptr<AzmiVmPrincipal, Free<azmi_vm_principal_free>>;
using Cancel = std::unique_ptr<AzmiCancel, Free<azmi_cancel_free>>;
using Failure = std::unique_ptr<AzmiError, Free<azmi_error_free>>;

static_assert(std::is_standard_layout_v<AzmiConnectionView> && std::is_trivially_copyable_v<AzmiConnectionView>);
static_assert(std::is_standard_layout_v<AzmiClientOptions> && std::is_trivially_copyable_v<AzmiClientOptions>);

template <typename T>
T sized()
{
    T value{};
    value.size = sizeof value;
    return value;
}

std::string_view view(const AzmiStr &text)
{
    return { reinterpret_cast<const char *>(text.data), text.len };
}

AzmiStr text(std::string_view value)
{
    return { reinterpret_cast<const uint8_t *>(value.data()), value.size() };
}

struct Error : std::runtime_error {
    AzmiStatus status;
    Error(AzmiStatus code, const std::string &words) : std::runtime_error(words), status(code) {}
};

// Calls a function that makes a handle; a failure is an exception on this side of the boundary.
template <typename Handle, typename Function, typename... Arguments>
Handle make(Function function, Arguments... arguments)
{
    typename Handle::pointer out = nullptr;
    AzmiError *raw = nullptr;
    const AzmiStatus status = function(arguments..., &out, &raw);
    const Failure failure(raw);
    if (status == AZMI_STATUS_OK)
        return Handle(out);
    auto words = sized<AzmiErrorView>();
    azmi_error_view(failure.get(), &words);
    throw Error(status, std::string(view(words.code)) + ": " + std::string(view(words.message)));
}

void check(bool so, const char *what)
{
    if (!so)
        throw std::runtime_error(std::string("not so: ") + what);
    std::cout << "ok: " << what << '\n';
}

std::string expected(const char *name)
{
    const char *value = std::getenv(name);
    if (value == nullptr)
        throw std::runtime_error(std::string("the variable is not set: ") + name);
    return value;
}

Client new_client()
{
    std::vector<AzmiEnvVar> env;
    for (char **variable = VARIABLES; *variable != nullptr; ++variable) {
        const std::string_view whole = *variable;
        const auto equals = whole.find('=', 1);
        env.push_back({ text(whole.substr(0, equals)), text(whole.substr(equals + 1)) });
    }
    auto options = sized<AzmiClientOptions>();
    options.env = env.data();
    options.env_len = env.size();
    return make<Client>(azmi_client_new, &options);
}

std::string principal_of(const AzmiClient *client, const AzmiVmQuery *query)
{
    const auto principal = make<Principal>(azmi_vm_principal_get, client, query, nullptr);
    auto facts = sized<AzmiVmPrincipalView>();
    azmi_vm_principal_view(principal.get(), &facts, nullptr);
    return std::string(view(facts.principal_id));
}

void run()
{
    const auto own = expected("SMOKE_PRINCIPAL_ID");
    const auto name = expected("SMOKE_VM_NAME");
    auto client = new_client();

    const auto connection = make<Connection>(azmi_client_connect, client.get(), nullptr);
    auto facts = sized<AzmiConnectionView>();
    azmi_connection_view(connection.get(), &facts, nullptr);
    check(view(facts.principal_id) == own, "connect");

    const auto token = make<Token>(azmi_token_get, client.get(), nullptr, nullptr);
    auto told = sized<AzmiTokenView>();
    azmi_token_view(token.get(), &told, nullptr);
    check(told.from_cache == 1 && told.secret.len > 100, "token");

    check(principal_of(client.get(), nullptr) == own, "principal of this machine");
    auto query = sized<AzmiVmQuery>();
    query.name = text(name);
    check(principal_of(client.get(), &query) == own, "principal by name");

    std::string from_thread;
    std::thread([&] { from_thread = principal_of(client.get(), &query); }).join();
    check(from_thread == own, "principal from another thread");

    query.name = text("no-such-vm");
    try {
        principal_of(client.get(), &query);
        check(false, "an error for a machine that is not there");
    } catch (const Error &error) {
        check(error.status == AZMI_STATUS_NOT_FOUND, "error");
    }

    // Triggered by another thread, before the call: how fast a running call ends is measured elsewhere.
    const auto cancel = make<Cancel>(azmi_cancel_new);
    std::thread([&] { azmi_cancel_trigger(cancel.get()); }).join();
    auto call = sized<AzmiCallOptions>();
    call.cancel = cancel.get();
    try {
        make<Token>(azmi_token_get, client.get(), nullptr, &call);
        check(false, "the call ends when cancelled");
    } catch (const Error &error) {
        check(error.status == AZMI_STATUS_CANCELLED, "cancelled");
    }

    client.reset();
    azmi_token_view(token.get(), &told, nullptr);
    check(told.secret.len > 100, "a token outlives its client");
}

} // namespace

int main()
{
    try {
        run();
    } catch (const std::exception &error) {
        std::cerr << error.what() << '\n';
        return 1;
    }
    std::cout << "done\n";
    return 0;
}
