// The C header in C++: it compiles, links and works as it is.
#include "../c/check.h"
#include "webexrec.h"

#include <memory>
#include <string>

namespace {

struct string_free {
    void operator()(char *string) const { webexrec_string_free(string); }
};
using string_pointer = std::unique_ptr<char, string_free>;

std::string error(WEBEXREC_ERROR_SIZE, '\0');

string_pointer list(const char *token, const std::string &query)
{
    char *json = nullptr;
    const int result = webexrec_list_recordings(token, query.c_str(), 0, &json, &error[0], error.size());
    CHECK_RESULT(result, WEBEXREC_OK, error.c_str());
    return string_pointer(json);
}

void *all(void *)
{
    const char *token = simulator_token();
    const std::string available = R"({"from":"2020-01-01","siteUrl":"example.webex.com"})";
    const string_pointer recordings = list(token, available);
    CHECK(recordings != nullptr && std::string(recordings.get()).size() > 2);
    CHECK_RESULT(webexrec_move_to_recycle_bin(token, recordings.get(), nullptr, nullptr, 0, &error[0], error.size()),
                 WEBEXREC_OK, error.c_str());
    CHECK(std::string(list(token, available).get()) == "[]");
    CHECK_RESULT(webexrec_restore_from_recycle_bin(token, recordings.get(), nullptr, nullptr, 0, &error[0], error.size()),
                 WEBEXREC_OK, error.c_str());
    CHECK(std::string(list(token, available).get()) == std::string(recordings.get()));
    return nullptr;
}

} // namespace

int main()
{
    run_in_thread(all);
    return conclude("simple_api (C++)");
}
