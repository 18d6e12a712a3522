// The C++ wrapper webexrec.hpp, against the simulator in the environment.
#include "webexrec.hpp"
#include "../c/check.h"

#include <array>
#include <atomic>
#include <future>
#include <set>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

const char *const site = "example.webex.com";
const char *const of_site = R"({"from":"2020-01-01","siteUrl":"example.webex.com"})";

std::string token()
{
    return simulator_token();
}

std::size_t count(const std::string &text, const char *part)
{
    return count_of(text.c_str(), part);
}

bool contains(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

// The code of the error that a function throws; 0 without one.
template <typename Function> int code_thrown_by(Function function)
{
    try {
        static_cast<void>(function());
        return WEBEXREC_OK;
    } catch (const webexrec::error &error) {
        CHECK(*error.what() != '\0');
        return error.code();
    }
}

// An exception of a callback's own.
struct own_exception {
    int number;
};

// The number of the own exception that a function throws; 0 without one.
template <typename Function> int number_thrown_by(Function function)
{
    try {
        static_cast<void>(function());
        return 0;
    } catch (const own_exception &exception) {
        return exception.number;
    }
}

// Restores the recordings, and checks that the list is complete again.
void restore_all(const webexrec::client &client, const std::string &all)
{
    const auto report = client.restore_from_recycle_bin(all);
    CHECK_RESULT(report.result(), WEBEXREC_OK, report.message().c_str());
    CHECK(client.list_recordings(of_site) == all);
}

void texts_and_versions_are_those_of_the_library()
{
    CHECK(webexrec::result_text(404) == std::string_view("404 Not Found"));
    CHECK(webexrec::version() == std::string_view(WEBEXREC_VERSION));
    CHECK(webexrec::error(404, "").what() == std::string_view("404 Not Found"));
}

void a_library_with_another_abi_is_refused()
{
    const std::uint32_t own = webexrec_abi_version();
    CHECK(code_thrown_by([&] { webexrec::check_abi(); }) == WEBEXREC_OK);
    CHECK(code_thrown_by([&] { webexrec::check_abi(own + 1); }) == WEBEXREC_OK);
    CHECK(code_thrown_by([&] { webexrec::check_abi(own - 1); }) == WEBEXREC_E_INTERNAL);
    try {
        webexrec::check_abi(4711 << 16 | 42);
        CHECK(false);
    } catch (const webexrec::error &error) {
        const auto header =
            std::to_string(WEBEXREC_ABI_VERSION_MAJOR) + "." + std::to_string(WEBEXREC_ABI_VERSION_MINOR);
        CHECK(contains(error.what(), header) && contains(error.what(), "4711.42"));
    }
}

void options_are_chained_and_refuse_invalid_values()
{
    webexrec::options options;
    options.base_url("https://api-usgov.webex.com/v1").base_url(std::nullopt).ca_file(std::nullopt);
    options.proxy("http://proxy.example.com:3128").proxy(std::nullopt).user_agent("cpp-test/1.0");
    options.concurrency(32).connect_timeout(5s).request_timeout(1min).deadline(1h).max_attempts(2).max_wait(24h);
    CHECK(webexrec::client(token(), options).list_sites().size() > 2);

    CHECK(code_thrown_by([&] { options.base_url("http://webexapis.com/v1"); }) == WEBEXREC_E_INSECURE_URL);
    CHECK(code_thrown_by([&] { options.proxy(""); }) == WEBEXREC_E_INVALID_OPTION);
    CHECK(code_thrown_by([&] { options.ca_file(std::string("a\0b", 3)); }) == WEBEXREC_E_INVALID_OPTION);
    CHECK(code_thrown_by([&] { options.user_agent("\xff"); }) == WEBEXREC_E_NOT_UTF8);
    CHECK(code_thrown_by([&] { options.concurrency(33); }) == WEBEXREC_E_INVALID_OPTION);
    CHECK(code_thrown_by([&] { options.connect_timeout(0ms); }) == WEBEXREC_E_INVALID_OPTION);
    CHECK(code_thrown_by([&] { options.deadline(-1ms); }) == WEBEXREC_E_INVALID_OPTION);
    CHECK(code_thrown_by([&] { options.deadline(4294967295ms); }) == WEBEXREC_OK);
    CHECK(code_thrown_by([&] { options.deadline(4294967296ms); }) == WEBEXREC_E_INVALID_OPTION);
}

void the_constructor_throws_for_invalid_input()
{
    using webexrec::client;
    CHECK(code_thrown_by([] { client(""); }) == WEBEXREC_E_INVALID_TOKEN);
    CHECK(code_thrown_by([] { client(std::string("a\0b", 3)); }) == WEBEXREC_E_INVALID_TOKEN);
    CHECK(code_thrown_by([] { client{webexrec::options()}; }) == WEBEXREC_E_NULL_POINTER);
    CHECK(code_thrown_by([] { client("t", webexrec::options().ca_file("/nonexistent")); }) ==
          WEBEXREC_E_INVALID_OPTION);
}

void recordings_are_moved_and_restored(const webexrec::client &client)
{
    const std::string all = client.list_recordings(of_site);
    CHECK(count(all, R"("createTime")") >= 250);
    const auto report = client.move_to_recycle_bin(all);
    CHECK_RESULT(report.result(), WEBEXREC_OK, report.message().c_str());
    CHECK(report.ok() && report.message().empty());
    CHECK(count(report.json(), R"("outcome":"done")") == count(all, R"("createTime")"));
    CHECK(client.list_recordings(of_site) == "[]");
    restore_all(client, all);
}

void ids_can_be_in_any_range(const webexrec::client &client)
{
    webexrec::target where;
    where.site_url = site;
    where.host_email = "alice@example.com";
    where.flags = WEBEXREC_DRY_RUN;
    const auto is_planned = [](const webexrec::report &report) {
        const std::string &json = report.json();
        return report.ok() && contains(json, R"("requests":0)") && contains(json, R"("method":"POST")") &&
               contains(json, R"("ids":["a","b"])") && contains(json, R"("siteUrl":"example.webex.com")");
    };
    CHECK(is_planned(client.move_to_recycle_bin(R"(["a","b"])", where)));
    CHECK(is_planned(client.move_to_recycle_bin(std::string_view(R"(["a","b"])"), where)));
    CHECK(is_planned(client.move_to_recycle_bin({"a", "b"}, where)));
    CHECK(count(client.move_to_recycle_bin({"a"}, where).json(), R"("ids":["a"])") == 1);
    CHECK(is_planned(client.restore_from_recycle_bin(std::vector<std::string>{"a", "b"}, where)));
    CHECK(is_planned(client.purge_from_recycle_bin(std::set<std::string_view>{"b", "a"}, where)));
    CHECK(is_planned(client.purge_from_recycle_bin(std::array<const char *, 2>{"a", "b"}, where)));
    CHECK(client.purge_from_recycle_bin("[]", {site, std::nullopt, WEBEXREC_ALL | WEBEXREC_DRY_RUN}).ok());
}

void ids_are_escaped()
{
    using webexrec::recordings;
    CHECK(recordings(std::vector<std::string>{}).json() == "[]");
    CHECK(recordings({"a"}).json() == R"(["a"])" && recordings{"a"}.json() == R"(["a"])");
    CHECK(recordings({"\"],[\"", "\\", "\n\x1f", "\x7f\xc3\xbc", std::string_view("\0", 1)}).json() ==
          "[\"\\\"],[\\\"\",\"\\\\\",\"\\u000a\\u001f\",\"\x7f\xc3\xbc\",\"\\u0000\"]");
}

void invalid_input_throws_its_code(const webexrec::client &client)
{
    const auto code = [&](const webexrec::recordings &which, const webexrec::target &where = {}) {
        return code_thrown_by([&] { return client.move_to_recycle_bin(which, where); });
    };
    CHECK(code("[") == WEBEXREC_E_NOT_JSON);
    CHECK(code(std::string("[\"a\"]\0", 6)) == WEBEXREC_E_NOT_JSON);
    CHECK(code("[7]") == WEBEXREC_E_INVALID_RECORDINGS);
    CHECK(code(std::vector<std::string>()) == WEBEXREC_E_NO_RECORDINGS);
    CHECK(code({"a", "\xff"}) == WEBEXREC_E_NOT_UTF8);
    CHECK(code({"a"}, {"", std::nullopt, 0}) == WEBEXREC_E_INVALID_SITE_URL);
    CHECK(code({"a"}, {std::string("a.webex.com\0b", 13), std::nullopt, 0}) == WEBEXREC_E_INVALID_SITE_URL);
    CHECK(code({"a"}, {std::nullopt, "alice", 0}) == WEBEXREC_E_INVALID_HOST_EMAIL);
    CHECK(code({"a"}, {std::nullopt, std::nullopt, WEBEXREC_ALL}) == WEBEXREC_E_INVALID_FLAGS);
    CHECK(code_thrown_by([&] { return client.list_recordings(R"({"color":"blue"})"); }) ==
          WEBEXREC_E_INVALID_QUERY);
    CHECK(code_thrown_by([&] { return client.list_sites("alice"); }) == WEBEXREC_E_INVALID_HOST_EMAIL);
}

void a_failed_change_has_a_report_and_throws_on_request(const webexrec::client &client)
{
    const auto report = client.move_to_recycle_bin({"00000000000000000000000000000000"});
    CHECK_RESULT(report.result(), WEBEXREC_E_NOT_FOUND, report.message().c_str());
    CHECK(!report.ok() && contains(report.json(), R"("outcome":"rejected","status":404)"));
    try {
        report.throw_if_failed();
        CHECK(false);
    } catch (const webexrec::error &error) {
        CHECK(error.code() == WEBEXREC_E_NOT_FOUND && error.what() == report.message());
    }
}

void a_failed_list_throws()
{
    const webexrec::client client("wrong-token");
    CHECK(code_thrown_by([&] { return client.list_recordings(); }) == WEBEXREC_E_UNAUTHORIZED);
    CHECK(code_thrown_by([&] { return client.list_sites(); }) == WEBEXREC_E_UNAUTHORIZED);
}

void progress_and_outcomes_are_reported(const webexrec::client &client)
{
    const std::string all = client.list_recordings(of_site);
    const std::size_t number = count(all, R"("createTime")");
    std::uint64_t total = 0, done = 0, requests = 0, others = 0;
    std::string outcomes;
    webexrec::monitor monitor;
    monitor
        .on_progress([&](const webexrec::progress &progress) {
            total = progress.total();
            done = progress.done();
            requests = progress.requests();
            others += progress.not_done() + progress.retries();
            CHECK(progress.in_flight() <= 4 && progress.wait() < 1min && progress.wait_reason() == 0);
            return true;
        })
        .on_outcome([&](std::string_view results_json) {
            outcomes += results_json;
            return true;
        });
    const auto report = client.move_to_recycle_bin(all, {}, &monitor);
    CHECK_RESULT(report.result(), WEBEXREC_OK, report.message().c_str());
    CHECK(total == number && done == number && requests == 3 && others == 0);
    CHECK(count(outcomes, R"("outcome":"sending")") == number && count(outcomes, R"("outcome":"done")") == number);
    CHECK(outcomes.find("sending") < outcomes.find("done"));
    restore_all(client, all);
}

void a_monitor_serves_one_call(const webexrec::client &client)
{
    webexrec::monitor monitor;
    CHECK(client.list_sites(std::nullopt, &monitor).size() > 2);
    CHECK(code_thrown_by([&] { return client.list_sites(std::nullopt, &monitor); }) == WEBEXREC_E_BUSY);
    CHECK(code_thrown_by([&] { return client.move_to_recycle_bin({"a"}, {}, &monitor); }) ==
          WEBEXREC_E_BUSY);
    CHECK(code_thrown_by([&] { monitor.on_progress({}); }) == WEBEXREC_E_BUSY);
}

void callbacks_cancel_by_their_return_value(const webexrec::client &client)
{
    webexrec::monitor of_change, of_list, of_outcome;
    const auto no = [](const webexrec::progress &) { return false; };
    const auto report = client.move_to_recycle_bin({"a"}, {}, &of_change.on_progress(no));
    CHECK_RESULT(report.result(), WEBEXREC_E_CANCELLED, report.message().c_str());
    CHECK(contains(report.json(), R"("stoppedBy":{"code":42)"));
    CHECK(code_thrown_by([&] { return client.list_recordings(of_site, 0, &of_list.on_progress(no)); }) ==
          WEBEXREC_E_CANCELLED);
    of_outcome.on_outcome([](std::string_view) { return false; });
    const auto unsent = client.move_to_recycle_bin({"a"}, {}, &of_outcome);
    CHECK(unsent.result() == WEBEXREC_E_CANCELLED && contains(unsent.json(), R"("requests":0)"));
}

void an_exception_of_a_callback_ends_the_call_and_is_rethrown(const webexrec::client &client)
{
    const std::string all = client.list_recordings(of_site);
    webexrec::monitor of_progress, of_outcome, of_list;
    int calls = 0;
    bool of_outcome_threw = false;
    const auto progress = [&](const webexrec::progress &) -> bool {
        calls++;
        throw own_exception{1};
    };
    of_progress.on_progress(progress);
    CHECK(number_thrown_by([&] { return client.move_to_recycle_bin(all, {}, &of_progress); }) == 1);
    CHECK(calls == 1);
    restore_all(client, all);
    of_outcome.on_outcome([&](std::string_view) -> bool {
        of_outcome_threw = true;
        throw own_exception{2};
    });
    of_outcome.on_progress([&](const webexrec::progress &) -> bool {
        CHECK(!of_outcome_threw);
        return true;
    });
    CHECK(number_thrown_by([&] { return client.move_to_recycle_bin(all, {}, &of_outcome); }) == 2);
    CHECK(client.list_recordings(of_site) == all);
    of_list.on_progress(progress);
    CHECK(number_thrown_by([&] { return client.list_sites(std::nullopt, &of_list); }) == 1);
}

void a_call_is_cancelled_before_it_begins(const webexrec::client &client)
{
    webexrec::monitor monitor;
    monitor.cancel();
    const auto report = client.move_to_recycle_bin({"a"}, {}, &monitor);
    CHECK(report.result() == WEBEXREC_E_CANCELLED && contains(report.json(), R"("requests":0)"));
}

void another_thread_cancels_a_call(const webexrec::client &client)
{
    std::promise<void> is_sending, is_cancelled;
    bool is_first = true;
    webexrec::monitor monitor;
    monitor.on_outcome([&](std::string_view) {
        if (std::exchange(is_first, false)) {
            is_sending.set_value();
            is_cancelled.get_future().wait();
        }
        return true;
    });
    std::thread canceller([&] {
        is_sending.get_future().wait();
        monitor.cancel();
        is_cancelled.set_value();
    });
    const auto report = client.move_to_recycle_bin({"a"}, {}, &monitor);
    canceller.join();
    CHECK_RESULT(report.result(), WEBEXREC_E_CANCELLED, report.message().c_str());
    CHECK(contains(report.json(), R"("requests":0)"));
}

void a_monitor_may_be_destroyed_during_its_call(const webexrec::client &client)
{
    std::optional<webexrec::monitor> monitor(std::in_place);
    int calls = 0;
    monitor->on_progress([&](const webexrec::progress &) {
        calls++;
        monitor.reset();
        return true;
    });
    CHECK(client.list_sites(std::nullopt, &*monitor).size() > 2);
    CHECK(calls >= 1 && !monitor);
}

template <typename T> void is_moved_only()
{
    static_assert(std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T>);
    static_assert(!std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>);
}

void a_moved_object_works_and_a_moved_from_one_throws()
{
    is_moved_only<webexrec::client>();
    is_moved_only<webexrec::options>();
    is_moved_only<webexrec::monitor>();

    webexrec::options options;
    options.token_provider(token);
    webexrec::options moved_options = std::move(options);
    CHECK(code_thrown_by([&] { options.concurrency(1); }) == WEBEXREC_E_NULL_POINTER);
    CHECK(code_thrown_by([&] { webexrec::client("t", options); }) == WEBEXREC_E_NULL_POINTER);

    webexrec::client client(moved_options.concurrency(1));
    webexrec::client moved_client = std::move(client);
    CHECK(code_thrown_by([&] { return client.list_sites(); }) == WEBEXREC_E_NULL_POINTER);

    int calls = 0;
    webexrec::monitor monitor;
    monitor.on_progress([&](const webexrec::progress &) { return ++calls > 0; });
    webexrec::monitor moved_monitor = std::move(monitor);
    monitor.cancel();
    CHECK(code_thrown_by([&] { monitor.on_outcome({}); }) == WEBEXREC_E_NULL_POINTER);
    CHECK(code_thrown_by([&] { return moved_client.list_sites(std::nullopt, &monitor); }) ==
          WEBEXREC_E_NULL_POINTER);
    CHECK(moved_client.list_sites(std::nullopt, &moved_monitor).size() > 2 && calls > 0);
}

void a_provider_lives_as_long_as_its_client_and_is_called_for_a_newer_token()
{
    std::weak_ptr<int> seen;
    {
        const auto calls = std::make_shared<int>(0);
        seen = calls;
        std::optional<webexrec::options> options(std::in_place);
        options->token_provider([calls] { return ++*calls == 1 ? "expired-token" : token(); });
        const webexrec::client client("wrong-token", *options);
        options->token_provider({});
        options.reset();
        CHECK(client.list_sites().size() > 2);
        CHECK(*calls == 2);
    }
    CHECK(seen.expired());
}

void an_exception_of_a_provider_is_rethrown_by_the_call_that_called_it()
{
    std::atomic<int> provider_calls{0};
    const webexrec::client client(webexrec::options().token_provider([&]() -> std::string {
        throw own_exception{++provider_calls};
    }));
    CHECK(number_thrown_by([&] { return client.list_sites(); }) == 1);
    CHECK(number_thrown_by([&] { return client.move_to_recycle_bin({"a"}); }) == 2);
    CHECK(client.move_to_recycle_bin({"a"}, {std::nullopt, std::nullopt, WEBEXREC_DRY_RUN}).ok());

    std::vector<std::future<int>> threads;
    for (int i = 0; i < 4; i++) {
        threads.push_back(std::async(std::launch::async, [&] {
            return number_thrown_by([&] { return client.list_sites(); });
        }));
    }
    std::set<int> numbers;
    for (auto &thread : threads) {
        numbers.insert(thread.get());
    }
    CHECK((numbers == std::set<int>{3, 4, 5, 6}));
}

void an_exception_of_a_provider_ends_its_own_call_only_also_if_calls_are_nested(const webexrec::client &client)
{
    const webexrec::client failing(webexrec::options().token_provider([]() -> std::string { throw own_exception{7}; }));
    int inner = 0;
    webexrec::monitor monitor;
    monitor.on_progress([&](const webexrec::progress &) {
        inner = number_thrown_by([&] { return failing.list_sites(); });
        return true;
    });
    CHECK(client.list_sites(std::nullopt, &monitor).size() > 2);
    CHECK(inner == 7);

    const webexrec::client calls_first(webexrec::options().token_provider([&]() -> std::string {
        CHECK(client.list_sites().size() > 2);
        throw own_exception{8};
    }));
    CHECK(number_thrown_by([&] { return calls_first.list_sites(); }) == 8);
}

void a_provider_that_returns_no_token_ends_the_call()
{
    for (const std::string &given : {std::string(), std::string(16384, 'a'), std::string("a\0b", 3)}) {
        const webexrec::client client(webexrec::options().token_provider([&] { return given; }));
        CHECK(code_thrown_by([&] { return client.list_sites(); }) == WEBEXREC_E_TOKEN_PROVIDER);
    }
}

void *all(void *)
{
    texts_and_versions_are_those_of_the_library();
    a_library_with_another_abi_is_refused();
    options_are_chained_and_refuse_invalid_values();
    the_constructor_throws_for_invalid_input();
    const webexrec::client client(token());
    recordings_are_moved_and_restored(client);
    ids_can_be_in_any_range(client);
    ids_are_escaped();
    invalid_input_throws_its_code(client);
    a_failed_change_has_a_report_and_throws_on_request(client);
    a_failed_list_throws();
    progress_and_outcomes_are_reported(client);
    a_monitor_serves_one_call(client);
    callbacks_cancel_by_their_return_value(client);
    an_exception_of_a_callback_ends_the_call_and_is_rethrown(client);
    a_call_is_cancelled_before_it_begins(client);
    another_thread_cancels_a_call(client);
    a_monitor_may_be_destroyed_during_its_call(client);
    a_moved_object_works_and_a_moved_from_one_throws();
    a_provider_lives_as_long_as_its_client_and_is_called_for_a_newer_token();
    an_exception_of_a_provider_is_rethrown_by_the_call_that_called_it();
    an_exception_of_a_provider_ends_its_own_call_only_also_if_calls_are_nested(client);
    a_provider_that_returns_no_token_ends_the_call();
    return nullptr;
}

} // namespace

int main()
{
    run_in_thread(all);
    return conclude("wrapper (C++)");
}
