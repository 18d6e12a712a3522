// SPDX-License-Identifier: MIT OR Apache-2.0

/// @file
/// webexrec for C++17: objects that free themselves, exceptions, and functions of your own as callbacks.
///
/// A thin layer over webexrec.h, which has the full story: what a call does, the JSON that goes in and
/// comes out, flags, codes, environment. Header only; link the C library.
///
///     webexrec::client client(token);
///     client.move_to_recycle_bin({"4f914b1dfe3c4d11a61730f18c0f5387"}).throw_if_failed();
///
/// Failures: a call that could not begin (codes 1 to 19) throws webexrec::error, as a list that failed
/// does. A change that began returns a report, also when it failed: ask ok() or throw_if_failed().
///
/// Callbacks may throw. That ends the call as soon as it can, and the exception then comes out of it
/// in place of a report; to know what had been done by then, keep what monitor::on_outcome tells.
///
/// Threads: as in webexrec.h. One client serves any number of threads.
#ifndef WEBEXREC_HPP
#define WEBEXREC_HPP

#include "webexrec.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace webexrec {

/// A short English text for a result code, such as "404 Not Found".
inline const char *result_text(int result) { return webexrec_result_text(result); }

/// The version of the library that is loaded, such as "0.1.0".
inline const char *version() { return webexrec_version(); }

/// Why something failed: what() is the library's message, for people to read.
class error : public std::runtime_error {
public:
    /// With the code's own text if the message is empty.
    error(int code, const std::string &message)
        : std::runtime_error(message.empty() ? result_text(code) : message), code_(code)
    {
    }

    /// One of the WEBEXREC_E_ codes, or an HTTP status.
    int code() const noexcept { return code_; }

private:
    int code_;
};

/// Throws an error that names both versions if the library's binary interface is not one that this
/// header was made for. Every client checks it.
inline void check_abi(std::uint32_t library = webexrec_abi_version())
{
    const std::uint32_t header = WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR;
    if (library >> 16 != header >> 16 || library < header) {
        const auto text = [](std::uint32_t version) {
            return std::to_string(version >> 16) + "." + std::to_string(version & 0xffff);
        };
        throw error(WEBEXREC_E_INTERNAL, "webexrec.hpp needs a library with the binary interface " + text(header) +
                                             ", and the one loaded has " + text(library));
    }
}

// Parts of the functions below; not for use.
/// @cond
namespace detail {

template <auto function> struct freed_by {
    template <typename T> void operator()(T *object) const noexcept { function(object); }
};
using string_pointer = std::unique_ptr<char, freed_by<webexrec_string_free>>;
using options_pointer = std::unique_ptr<webexrec_options, freed_by<webexrec_options_free>>;
using client_pointer = std::unique_ptr<webexrec_client, freed_by<webexrec_client_free>>;
using monitor_pointer = std::unique_ptr<webexrec_monitor, freed_by<webexrec_monitor_free>>;

/// For the C functions, which would take the text up to its first NUL for all of it.
inline const char *c_string(const std::string &text, int code_if_not, const char *name)
{
    if (text.find('\0') != std::string::npos) {
        throw error(code_if_not, std::string(name) + " has a NUL in it");
    }
    return text.c_str();
}

/// The same for what may be left out.
inline const char *c_string(const std::optional<std::string> &text, int code_if_not, const char *name)
{
    return text ? c_string(*text, code_if_not, name) : nullptr;
}

/// A buffer for the library's message.
struct message {
    char text[WEBEXREC_ERROR_SIZE] = "";

    /// Throws unless the result is WEBEXREC_OK.
    void check(int result) const
    {
        if (result != WEBEXREC_OK) {
            throw error(result, text);
        }
    }
};

/// A call of a client's that is running on this thread, and what its token provider threw. The
/// provider belongs to the client, not to a call, but is asked on the thread of the call.
class running_call {
public:
    running_call() noexcept : outer_(std::exchange(innermost, this)) {}
    ~running_call() { innermost = outer_; }
    running_call(const running_call &) = delete;
    running_call &operator=(const running_call &) = delete;

    /// In a handler: keeps the exception for the call to throw.
    static void keep_exception() noexcept
    {
        if (innermost != nullptr) {
            innermost->thrown_ = std::current_exception();
        }
    }

    /// Throws what was kept, if anything was.
    void rethrow() const
    {
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
    }

private:
    /// Callbacks of a monitor may call the library, so that one call can be within another.
    static inline thread_local running_call *innermost = nullptr;
    running_call *outer_;
    std::exception_ptr thrown_;
};

using token_provider = std::function<std::string()>;

/// The webexrec_token_fn of every token provider.
inline int provide_token(void *provider, char *buffer, std::size_t size) noexcept
{
    try {
        const std::string token = (*static_cast<const token_provider *>(provider))();
        if (token.size() >= size || token.find('\0') != std::string::npos) {
            throw error(WEBEXREC_E_TOKEN_PROVIDER, "The token provider returned what can't be a token");
        }
        buffer[token.copy(buffer, size - 1)] = '\0';
        return 0;
    } catch (...) {
        running_call::keep_exception();
        return 1;
    }
}

} // namespace detail
/// @endcond

/// Settings for a client, which copies them. A setter throws an error if the value can't be used, and
/// changes nothing then. std::nullopt is the default.
class options {
public:
    /// The default settings.
    options() : handle_(webexrec_options_new()) {}

    /// Where the service is: https, or plain http to this machine alone.
    options &base_url(const std::optional<std::string> &url)
    {
        return set(webexrec_options_set_base_url, url, "base_url");
    }

    /// PEM file with certificates to trust beside the system's.
    options &ca_file(const std::optional<std::string> &path)
    {
        return set(webexrec_options_set_ca_file, path, "ca_file");
    }

    /// URL of a proxy on the way to the service.
    options &proxy(const std::optional<std::string> &url) { return set(webexrec_options_set_proxy, url, "proxy"); }

    /// What the program calls itself, such as "example-tool/1.0".
    options &user_agent(const std::optional<std::string> &name)
    {
        return set(webexrec_options_set_user_agent, name, "user_agent");
    }

    /// Requests of one call that are under way at the same time: 1 to 32; default 4.
    options &concurrency(std::uint32_t requests) { return set(webexrec_options_set_concurrency, requests); }

    /// How long connecting may take; default 10 seconds.
    options &connect_timeout(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_connect_timeout_ms, number(time.count(), "connect_timeout"));
    }

    /// How long one request may take in all; default 60 seconds.
    options &request_timeout(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_request_timeout_ms, number(time.count(), "request_timeout"));
    }

    /// How long a whole call may take; 0, the default, is no deadline.
    options &deadline(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_deadline_ms, number(time.count(), "deadline"));
    }

    /// How often one request is tried that fails by chance: 1 to 100; default 6.
    options &max_attempts(std::uint32_t attempts) { return set(webexrec_options_set_max_attempts, attempts); }

    /// How long a call waits for the service's rate limit without one success between; default 900 seconds.
    options &max_wait(std::chrono::seconds time)
    {
        return set(webexrec_options_set_max_wait_seconds, number(time.count(), "max_wait"));
    }

    /// Fetches the access token, without "Bearer": for calls that may outlive one. It is asked before
    /// the first request and each time the service answers 401, on the thread of a call, one at a
    /// time for each client; clients keep it alive. It may throw, and must not call its client. {}
    /// for none.
    options &token_provider(std::function<std::string()> provider)
    {
        auto owned = provider ? std::make_shared<const detail::token_provider>(std::move(provider)) : nullptr;
        detail::message message;
        message.check(webexrec_options_set_token_provider(handle_.get(), owned ? detail::provide_token : nullptr,
                                                          const_cast<detail::token_provider *>(owned.get()),
                                                          message.text, sizeof message.text));
        provider_ = std::move(owned);
        return *this;
    }

private:
    friend class client;

    static std::uint32_t number(std::int64_t value, const char *name)
    {
        if (value < 0 || value > UINT32_MAX) {
            throw error(WEBEXREC_E_INVALID_OPTION, std::string(name) + " is out of range: " + std::to_string(value));
        }
        return static_cast<std::uint32_t>(value);
    }

    options &set(decltype(webexrec_options_set_base_url) *function, const std::optional<std::string> &value,
                 const char *name)
    {
        detail::message message;
        message.check(function(handle_.get(), detail::c_string(value, WEBEXREC_E_INVALID_OPTION, name), message.text,
                               sizeof message.text));
        return *this;
    }

    options &set(decltype(webexrec_options_set_concurrency) *function, std::uint32_t value)
    {
        detail::message message;
        message.check(function(handle_.get(), value, message.text, sizeof message.text));
        return *this;
    }

    detail::options_pointer handle_;
    std::shared_ptr<const detail::token_provider> provider_;
};

/// How far a call is. For the callback that it was given to, until that returns.
class progress {
public:
    /// Recordings of the job in all, which are those read so far as long as a large job is read and
    /// nothing is sent; 0 for a list, whose length is not known beforehand.
    std::uint64_t total() const { return get(WEBEXREC_PROGRESS_TOTAL); }
    /// Recordings confirmed done; for a list those listed so far.
    std::uint64_t done() const { return get(WEBEXREC_PROGRESS_DONE); }
    /// Recordings settled otherwise.
    std::uint64_t not_done() const { return get(WEBEXREC_PROGRESS_NOT_DONE); }
    /// Requests under way.
    std::uint64_t in_flight() const { return get(WEBEXREC_PROGRESS_IN_FLIGHT); }
    /// Requests sent so far.
    std::uint64_t requests() const { return get(WEBEXREC_PROGRESS_REQUESTS); }
    /// Those of them that had been sent before.
    std::uint64_t retries() const { return get(WEBEXREC_PROGRESS_RETRIES); }
    /// The time until the next request can be sent; 0 if nothing has to be waited for.
    std::chrono::milliseconds wait() const
    {
        return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(get(WEBEXREC_PROGRESS_WAIT_MS)));
    }
    /// What is waited out: 429, 423, another status or a result code; 0 if nothing is.
    int wait_reason() const { return static_cast<int>(get(WEBEXREC_PROGRESS_WAIT_REASON)); }

    progress(const progress &) = delete;
    progress &operator=(const progress &) = delete;

private:
    friend class monitor;
    explicit progress(const webexrec_progress *handle) noexcept : handle_(handle) {}
    std::uint64_t get(std::uint32_t field) const { return webexrec_progress_get(handle_, field); }
    const webexrec_progress *handle_;
};

/// Watches and stops one call; a second one refuses it with WEBEXREC_E_BUSY. Callbacks are set before
/// the call, run on its thread, and may throw and call the library.
class monitor {
public:
    /// Without callbacks: to cancel with.
    monitor() : state_(std::make_shared<state>()) {}
    /// What was moved from can only be destroyed or assigned to.
    monitor(monitor &&) noexcept = default;
    /// As the constructor.
    monitor &operator=(monitor &&) noexcept = default;

    /// Is told how far the call is, at least every 250 milliseconds. False cancels the call.
    monitor &on_progress(std::function<bool(const progress &)> function)
    {
        check(webexrec_monitor_set_progress(handle(), function ? tell_progress : nullptr, state_.get()));
        state_->on_progress = std::move(function);
        return *this;
    }

    /// Is told outcomes as they come, to keep a journal: a JSON array in the form of the report's
    /// "results", first with the outcome "sending", which waits for the function to return. False
    /// cancels the call.
    monitor &on_outcome(std::function<bool(std::string_view results_json)> function)
    {
        check(webexrec_monitor_set_outcome(handle(), function ? tell_outcome : nullptr, state_.get()));
        state_->on_outcome = std::move(function);
        return *this;
    }

    /// Cancels the call, or the one that is to come. From any thread, but not from a signal handler.
    void cancel() const { webexrec_monitor_cancel(handle()); }

private:
    friend class client;

    // Shared with the call, which can outlive the monitor and see it moved.
    struct state {
        detail::monitor_pointer handle{webexrec_monitor_new()};
        std::function<bool(const progress &)> on_progress;
        std::function<bool(std::string_view)> on_outcome;
        std::exception_ptr thrown;

        // What a callback of C returns: non-zero cancels.
        template <typename Function> int cancels(Function function) noexcept
        {
            // A callback that threw may be told something once more on the way out.
            if (thrown) {
                return 1;
            }
            try {
                return function() ? 0 : 1;
            } catch (...) {
                thrown = std::current_exception();
                return 1;
            }
        }
    };

    static int tell_progress(void *user_data, const webexrec_progress *handle) noexcept
    {
        auto &its = *static_cast<state *>(user_data);
        return its.cancels([&] { return its.on_progress(progress(handle)); });
    }

    static int tell_outcome(void *user_data, const char *results_json) noexcept
    {
        auto &its = *static_cast<state *>(user_data);
        return its.cancels([&] { return its.on_outcome(results_json); });
    }

    static void check(int result) { detail::message().check(result); }

    webexrec_monitor *handle() const noexcept { return state_ ? state_->handle.get() : nullptr; }

    std::shared_ptr<state> state_;
};

/// What became of a change: its result and message, and the whole report as JSON.
class [[nodiscard]] report {
public:
    /// WEBEXREC_OK, or the code that says best what went wrong.
    int result() const noexcept { return result_; }
    /// Empty after success.
    const std::string &message() const noexcept { return message_; }
    /// The report that webexrec.h describes, with an outcome for each recording.
    const std::string &json() const noexcept { return json_; }
    /// Whether everything is done, or it was a dry run.
    bool ok() const noexcept { return result_ == WEBEXREC_OK; }
    /// Throws result and message as an error unless ok().
    void throw_if_failed() const
    {
        if (!ok()) {
            throw error(result_, message_);
        }
    }

private:
    friend class client;
    report(int result, const char *message, const char *json) : result_(result), message_(message), json_(json) {}
    int result_;
    std::string message_;
    std::string json_;
};

/// The recordings that a change is for: a JSON array as webexrec.h describes it (a list, a report's
/// results), or ids: {"a", "b"}, a std::vector<std::string> or another range of strings. What is in
/// braces is an id.
class recordings {
public:
    /// A JSON array.
    recordings(std::string json) : json_(std::move(json)) {}
    /// A JSON array: const char *, std::string_view.
    template <typename Json, std::enable_if_t<std::is_convertible_v<const Json &, std::string_view>, int> = 0>
    recordings(const Json &json) : json_(std::string_view(json))
    {
    }
    recordings(std::nullptr_t) = delete;
    /// Ids.
    recordings(std::initializer_list<std::string_view> ids) : json_(array_of(ids)) {}
    /// Ids.
    template <typename Ids,
              std::enable_if_t<
                  !std::is_convertible_v<const Ids &, std::string_view> &&
                      std::is_convertible_v<decltype(*std::begin(std::declval<const Ids &>())), std::string_view>,
                  int> = 0>
    recordings(const Ids &ids) : json_(array_of(ids))
    {
    }

    /// The JSON array that is given to the library.
    const std::string &json() const noexcept { return json_; }

private:
    template <typename Ids> static std::string array_of(const Ids &ids)
    {
        std::string json = "[";
        for (const std::string_view id : ids) {
            if (json.size() > 1) {
                json += ',';
            }
            append_string(json, id);
        }
        return json += ']';
    }

    static void append_string(std::string &json, std::string_view text)
    {
        json += '"';
        for (const char c : text) {
            if (c == '"' || c == '\\') {
                json += '\\';
                json += c;
            } else if (static_cast<unsigned char>(c) < 0x20) {
                json += c < 0x10 ? "\\u000" : "\\u001";
                json += "0123456789abcdef"[c & 0xf];
            } else {
                json += c;
            }
        }
        json += '"';
    }

    std::string json_;
};

/// Where a change is to happen, and how.
struct target {
    /// The site of recordings that name none; std::nullopt: the preferred one of the user.
    std::optional<std::string> site_url = std::nullopt;
    /// The host of recordings that name none; std::nullopt: the user of the token.
    std::optional<std::string> host_email = std::nullopt;
    /// WEBEXREC_DRY_RUN, WEBEXREC_SINGLE_REQUEST, WEBEXREC_VERIFY; for restore and purge WEBEXREC_ALL.
    std::uint32_t flags = 0;
};

/// The service as the owner of a token sees it. Any number of threads may call one client at the same
/// time; it is moved and destroyed while no call is running.
class client {
public:
    /// With the settings of the environment. Nothing is sent.
    explicit client(const std::string &token) { make(&token, nullptr); }
    /// With these settings. Nothing is sent. A token provider wins over the token.
    client(const std::string &token, const options &settings) { make(&token, &settings); }
    /// For settings with a token provider. Nothing is sent.
    explicit client(const options &settings) { make(nullptr, &settings); }

    /// Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
    report move_to_recycle_bin(const recordings &which, const target &where = {}, monitor *watcher = nullptr) const
    {
        return change(webexrec_client_move_to_recycle_bin, which, where, watcher);
    }

    /// Restores recordings from the recycle bin; with WEBEXREC_ALL and "[]" everything in it.
    report restore_from_recycle_bin(const recordings &which, const target &where = {},
                                    monitor *watcher = nullptr) const
    {
        return change(webexrec_client_restore_from_recycle_bin, which, where, watcher);
    }

    /// Purges recordings from the recycle bin; with WEBEXREC_ALL and "[]" everything in that of a
    /// site. This can't be undone.
    report purge_from_recycle_bin(const recordings &which, const target &where = {}, monitor *watcher = nullptr) const
    {
        return change(webexrec_client_purge_from_recycle_bin, which, where, watcher);
    }

    /// Lists recordings, as a JSON array that the changes take as it is. The query is a JSON object;
    /// flags: WEBEXREC_ADMIN, WEBEXREC_INCLUDE_SECRETS.
    [[nodiscard]] std::string list_recordings(const std::optional<std::string> &query_json = std::nullopt,
                                              std::uint32_t flags = 0, monitor *watcher = nullptr) const
    {
        const char *query = detail::c_string(query_json, WEBEXREC_E_NOT_JSON, "query_json");
        return list(webexrec_client_list_recordings, query, flags, watcher);
    }

    /// Lists the sites of a user, std::nullopt for that of the token, as a JSON array.
    [[nodiscard]] std::string list_sites(const std::optional<std::string> &user_email = std::nullopt,
                                         monitor *watcher = nullptr) const
    {
        const char *user = detail::c_string(user_email, WEBEXREC_E_INVALID_HOST_EMAIL, "user_email");
        return list(webexrec_client_list_sites, user, 0, watcher);
    }

private:
    void make(const std::string *token, const options *settings)
    {
        check_abi();
        const char *text = token ? detail::c_string(*token, WEBEXREC_E_INVALID_TOKEN, "The token") : nullptr;
        if (settings && !settings->handle_) {
            throw error(WEBEXREC_E_NULL_POINTER, "The options were moved to another place");
        }
        webexrec_client *made = nullptr;
        detail::message message;
        message.check(webexrec_client_new(text, settings ? settings->handle_.get() : nullptr, &made, message.text,
                                          sizeof message.text));
        handle_.reset(made);
        if (settings) {
            provider_ = settings->provider_;
        }
    }

    report change(decltype(webexrec_client_move_to_recycle_bin) *function, const recordings &which,
                  const target &where, monitor *watcher) const
    {
        const char *recordings_json = detail::c_string(which.json(), WEBEXREC_E_NOT_JSON, "recordings_json");
        const char *site_url = detail::c_string(where.site_url, WEBEXREC_E_INVALID_SITE_URL, "site_url");
        const char *host_email = detail::c_string(where.host_email, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email");
        detail::message message;
        const auto [result, json] = run(watcher, message, [&](webexrec_monitor *watching, char **report_json) {
            return function(handle_.get(), recordings_json, site_url, host_email, where.flags, watching, report_json,
                            message.text, sizeof message.text);
        });
        return report(result, message.text, json ? json.get() : "");
    }

    std::string list(decltype(webexrec_client_list_recordings) *function, const char *what, std::uint32_t flags,
                     monitor *watcher) const
    {
        detail::message message;
        const auto [result, json] = run(watcher, message, [&](webexrec_monitor *watching, char **list_json) {
            return function(handle_.get(), what, flags, watching, list_json, message.text, sizeof message.text);
        });
        message.check(result);
        return json.get();
    }

    // Throws what kept the call from beginning, and what callbacks threw in it.
    template <typename Function>
    static std::pair<int, detail::string_pointer> run(monitor *watcher, const detail::message &message,
                                                      Function function)
    {
        const auto watching = watcher ? watcher->state_ : nullptr;
        if (watcher && !watching) {
            throw error(WEBEXREC_E_NULL_POINTER, "The monitor was moved to another place");
        }
        const detail::running_call call;
        char *json = nullptr;
        const int result = function(watching ? watching->handle.get() : nullptr, &json);
        detail::string_pointer owned(json);
        if (result > 0 && result < 20) {
            message.check(result);
        }
        if (watching && watching->thrown) {
            std::rethrow_exception(watching->thrown);
        }
        call.rethrow();
        return {result, std::move(owned)};
    }

    // The provider is there for longer than the client that asks it.
    std::shared_ptr<const detail::token_provider> provider_;
    detail::client_pointer handle_;
};

} // namespace webexrec

#endif // WEBEXREC_HPP
