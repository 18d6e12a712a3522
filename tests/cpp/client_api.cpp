// The Client API in C++: its objects are owned by smart pointers, and its callbacks are lambdas.
#include "../c/check.h"
#include "webexrec.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

// Frees anything of this library's with the function that is there for it.
template <auto function> struct freed_by {
    template <typename T> void operator()(T *object) const { function(object); }
};
using string_pointer = std::unique_ptr<char, freed_by<webexrec_string_free>>;
using options_pointer = std::unique_ptr<webexrec_options, freed_by<webexrec_options_free>>;
using client_pointer = std::unique_ptr<webexrec_client, freed_by<webexrec_client_free>>;
using monitor_pointer = std::unique_ptr<webexrec_monitor, freed_by<webexrec_monitor_free>>;

std::string error(WEBEXREC_ERROR_SIZE, '\0');

client_pointer client_of_environment()
{
    const options_pointer options(webexrec_options_new());
    CHECK_RESULT(webexrec_options_set_user_agent(options.get(), "cpp-test/1.0", &error[0], error.size()), WEBEXREC_OK,
                 error.c_str());
    const auto provide = [](void *, char *token, size_t size) -> int {
        const std::string_view text = std::getenv("WEBEX_ACCESS_TOKEN");
        token[text.copy(token, size - 1)] = '\0';
        return 0;
    };
    CHECK_RESULT(webexrec_options_set_token_provider(options.get(), provide, nullptr, &error[0], error.size()),
                 WEBEXREC_OK, error.c_str());
    webexrec_client *client = nullptr;
    CHECK_RESULT(webexrec_client_new(nullptr, options.get(), &client, &error[0], error.size()), WEBEXREC_OK,
                 error.c_str());
    return client_pointer(client);
}

string_pointer list(const webexrec_client *client)
{
    char *json = nullptr;
    const char *query = R"({"from":"2020-01-01","siteUrl":"example.webex.com"})";
    CHECK_RESULT(webexrec_client_list_recordings(client, query, 0, nullptr, &json, &error[0], error.size()), WEBEXREC_OK,
                 error.c_str());
    return string_pointer(json);
}

// What its callbacks were told.
struct told {
    uint64_t done = 0;
    std::string outcomes;
};

monitor_pointer monitor_for(told &told)
{
    monitor_pointer monitor(webexrec_monitor_new());
    const auto progress = [](void *user_data, const webexrec_progress *progress) -> int {
        auto &done = static_cast<struct told *>(user_data)->done;
        done = std::max(done, webexrec_progress_get(progress, WEBEXREC_PROGRESS_DONE));
        return 0;
    };
    const auto outcome = [](void *user_data, const char *results_json) -> int {
        static_cast<struct told *>(user_data)->outcomes += results_json;
        return 0;
    };
    CHECK(webexrec_monitor_set_progress(monitor.get(), progress, &told) == WEBEXREC_OK);
    CHECK(webexrec_monitor_set_outcome(monitor.get(), outcome, &told) == WEBEXREC_OK);
    return monitor;
}

void *all(void *)
{
    const client_pointer client = client_of_environment();
    const string_pointer recordings = list(client.get());
    CHECK(recordings != nullptr && std::string_view(recordings.get()).size() > 2);

    told told;
    const monitor_pointer monitor = monitor_for(told);
    char *json = nullptr;
    CHECK_RESULT(webexrec_client_move_to_recycle_bin(client.get(), recordings.get(), nullptr, nullptr, 0, monitor.get(),
                                                     &json, &error[0], error.size()),
                 WEBEXREC_OK, error.c_str());
    const string_pointer report(json);
    CHECK(report != nullptr && std::string_view(report.get()).find(R"("result":0)") != std::string_view::npos);
    CHECK(told.done >= 250 && told.outcomes.find("sending") < told.outcomes.find("done"));

    CHECK_RESULT(webexrec_client_restore_from_recycle_bin(client.get(), recordings.get(), nullptr, nullptr, 0, nullptr,
                                                          nullptr, &error[0], error.size()),
                 WEBEXREC_OK, error.c_str());
    CHECK(std::string_view(list(client.get()).get()) == recordings.get());
    return nullptr;
}

} // namespace

int main()
{
    if (std::getenv("WEBEX_ACCESS_TOKEN") == nullptr || std::getenv("WEBEXREC_BASE_URL") == nullptr) {
        std::fprintf(stderr, "WEBEX_ACCESS_TOKEN and WEBEXREC_BASE_URL name no test server\n");
        return 2;
    }
    run(all);
    return conclude("client_api (C++)");
}
