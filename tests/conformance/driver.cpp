// Makes the call of one case over the C++ wrapper; see README.md.
#include "webexrec.hpp"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

class arguments {
public:
    arguments(int count, char **given)
    {
        for (int i = 2; i < count; i++) {
            const std::string text = given[i];
            const auto equals = text.find('=');
            values_[text.substr(0, equals)] = text.substr(equals + 1);
        }
    }

    std::optional<std::string> text(const std::string &name) const
    {
        const auto found = values_.find(name);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }

    // Calls a function with the number of this name, if there is one.
    template <typename Function> void number(const std::string &name, Function function) const
    {
        if (const auto value = text(name)) {
            function(static_cast<std::uint32_t>(std::stoul(*value)));
        }
    }

private:
    std::map<std::string, std::string> values_;
};

void print(int result, const std::string &message, const std::string &json)
{
    std::cout << result << '\n' << message << '\n' << json << '\n';
}

void call(const std::string &operation, const arguments &given, const std::string &input, std::string tokens)
{
    webexrec::options options;
    given.number("concurrency", [&](auto value) { options.concurrency(value); });
    given.number("max_attempts", [&](auto value) { options.max_attempts(value); });
    given.number("max_wait_seconds", [&](auto value) { options.max_wait(std::chrono::seconds(value)); });
    given.number("deadline_ms", [&](auto value) { options.deadline(std::chrono::milliseconds(value)); });
    given.number("request_timeout_ms", [&](auto value) { options.request_timeout(std::chrono::milliseconds(value)); });
    const bool provides = tokens.find(',') != std::string::npos;
    if (provides) {
        options.token_provider([&] {
            const auto token = tokens.substr(0, tokens.find(','));
            tokens.erase(0, token.size() + 1);
            return token;
        });
    }
    const auto client = provides ? webexrec::client(options) : webexrec::client(tokens, options);
    webexrec::monitor monitor;
    if (given.text("cancelled")) {
        monitor.cancel();
    }
    webexrec::target target;
    target.site_url = given.text("site_url");
    target.host_email = given.text("host_email");
    given.number("flags", [&](auto value) { target.flags = value; });
    if (operation == "list") {
        const auto query = input.empty() ? std::nullopt : std::optional(input);
        return print(WEBEXREC_OK, "", client.list_recordings(query, target.flags, &monitor));
    }
    if (operation == "sites") {
        return print(WEBEXREC_OK, "", client.list_sites(given.text("user_email"), &monitor));
    }
    const auto change = operation == "move"      ? &webexrec::client::move_to_recycle_bin
                        : operation == "restore" ? &webexrec::client::restore_from_recycle_bin
                        : operation == "purge"   ? &webexrec::client::purge_from_recycle_bin
                                                 : nullptr;
    if (!change) {
        throw std::invalid_argument("no such operation: " + operation);
    }
    const auto report = (client.*change)(input.empty() ? "[]" : input, target, &monitor);
    print(report.result(), report.message(), report.json());
}

} // namespace

int main(int count, char **given)
{
    const char *tokens = std::getenv("TOKENS");
    if (count < 2 || !tokens) {
        return 1;
    }
    const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
    try {
        call(given[1], arguments(count, given), input, tokens);
    } catch (const webexrec::error &error) {
        print(error.code(), error.what(), "");
    }
}
