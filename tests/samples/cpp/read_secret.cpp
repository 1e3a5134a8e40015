// Reads a secret of a key vault with the machine's identity. Needs the role Key Vault Secrets User.
#include <azmi.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

extern char **environ;

namespace {

// A handle frees itself with the function that belongs to its type.
template <auto Free> struct Freed {
    template <class T> void operator()(T *handle) const noexcept { Free(handle); }
};
using Client = std::unique_ptr<AzmiClient, Freed<azmi_client_free>>;
using Answer = std::unique_ptr<AzmiRestAnswer, Freed<azmi_rest_free>>;
using Error = std::unique_ptr<AzmiError, Freed<azmi_error_free>>;

AzmiStr lent(std::string_view text) { return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}; }
std::string_view text(const AzmiStr &str) { return {reinterpret_cast<const char *>(str.data), str.len}; }

// A struct of the interface: zeroed, with its size set.
template <class T> T sized() {
    T value{};
    value.size = sizeof value;
    return value;
}

// Calls a function that makes a handle; a failure becomes an exception with the library's words.
template <class Owner, class Call, class... Arguments> Owner make(Call call, Arguments... arguments) {
    typename Owner::pointer made = nullptr;
    AzmiError *failed = nullptr;
    const AzmiStatus status = call(arguments..., &made, &failed);
    const Error error{failed};
    if (status == AZMI_STATUS_OK)
        return Owner{made};
    auto view = sized<AzmiErrorView>();
    azmi_error_view(error.get(), &view);
    throw std::runtime_error(std::string{text(view.message)}.append("\n  ").append(text(view.hint)));
}

Client sign_in() {
    std::vector<AzmiEnvVar> env;
    for (char **variable = environ; *variable != nullptr; ++variable) {
        const std::string_view whole{*variable};
        if (const auto equals = whole.find('='); equals != whole.npos)
            env.push_back({lent(whole.substr(0, equals)), lent(whole.substr(equals + 1))});
    }
    auto options = sized<AzmiClientOptions>();
    options.env = env.data();
    options.env_len = env.size();
    return make<Client>(azmi_client_new, &options);
}

} // namespace

int main(int count, char **arguments) try {
    if (count != 2)
        throw std::invalid_argument("usage: read_secret https://VAULT.vault.azure.net/secrets/NAME");
    const Client client = sign_in();
    auto request = sized<AzmiRestRequest>();
    request.uri = lent(arguments[1]);
    request.api_version = lent("7.4");
    const auto answer = make<Answer>(azmi_rest_send, client.get(), &request, nullptr);
    auto view = sized<AzmiRestView>();
    azmi_rest_view(answer.get(), &view, nullptr);
    std::cout << text(view.body) << '\n'; // {"value":"...","id":"...", ...}
} catch (const std::exception &failure) {
    std::cerr << failure.what() << '\n';
    return EXIT_FAILURE;
}
