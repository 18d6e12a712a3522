// SPDX-License-Identifier: MIT OR Apache-2.0

/// @file
/// webexrec for C++17: objects that free themselves, exceptions, and callbacks with any callable.
///
/// A header-only layer over webexrec.h, which describes everything else: what a call does, JSON input and
/// output, flags, result codes, environment. Link the C library.
///
/// # Example
///
/// Moves the recordings of the last seven days into the recycle bin, and prints the report.
///
/// @code{.cpp}
/// #include <cstdlib>
/// #include <iostream>
/// #include <webexrec.hpp>
///
/// int main()
/// {
///     const char *token = std::getenv("WEBEX_ACCESS_TOKEN");
///     try {
///         const webexrec::client client(token ? token : "");
///         const webexrec::report report = client.move_to_recycle_bin(client.list_recordings());
///         std::cout << report.json() << '\n';
///         report.throw_if_failed();
///     } catch (const webexrec::error &error) {
///         std::cerr << "result " << error.code() << ": " << error.what() << '\n';
///         return EXIT_FAILURE;
///     }
/// }
/// @endcode
///
/// # Failures
///
/// Invalid input (codes 1 to 19) and a failed list throw webexrec::error. A move, restore or purge that
/// has begun returns a report, even if it failed: use report::ok or report::throw_if_failed.
///
/// Callbacks may throw. That ends the call as soon as possible, and the call then throws the exception
/// instead of returning a report. To know what was done by then, record it in monitor::on_outcome.
///
/// # Threads
///
/// As in webexrec.h: any number of threads may use one client at the same time.
#ifndef WEBEXREC_HPP
#define WEBEXREC_HPP

// Microsoft's compiler has the version in a macro of its own.
#if defined(_MSVC_LANG) ? _MSVC_LANG < 201703L : __cplusplus < 201703L
#error "webexrec.hpp needs C++17: compile with -std=c++17 or later (MSVC: /std:c++17), or use webexrec.h."
#else // The rest would only add errors.

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

/// Version of the loaded library, such as "0.1.0".
inline const char *version() { return webexrec_version(); }

/// A failure: code() for programs, what() for people.
class error : public std::runtime_error {
public:
    /// An empty message is replaced by the text of the code.
    error(int code, const std::string &message)
        : std::runtime_error(message.empty() ? result_text(code) : message), code_(code)
    {
    }

    /// A WEBEXREC_E_ constant, or an HTTP status.
    int code() const noexcept { return code_; }

private:
    int code_;
};

/// Throws an error if the binary interface of the loaded library does not fit this header. Every client
/// checks it.
inline void check_abi(std::uint32_t library = webexrec_abi_version())
{
    const std::uint32_t header = WEBEXREC_ABI_VERSION_MAJOR << 16 | WEBEXREC_ABI_VERSION_MINOR;
    if (library >> 16 != header >> 16 || library < header) {
        const auto text = [](std::uint32_t version) {
            return std::to_string(version >> 16) + "." + std::to_string(version & 0xffff);
        };
        throw error(WEBEXREC_E_INTERNAL, "webexrec.hpp needs a library with the binary interface " + text(header) +
                                             ", but the loaded one has " + text(library) +
                                             "; install the version of the header");
    }
}

// Implementation; not for use.
/// @cond
namespace detail {

template <auto function> struct freed_by {
    template <typename T> void operator()(T *object) const noexcept { function(object); }
};
using string_pointer = std::unique_ptr<char, freed_by<webexrec_string_free>>;
using options_pointer = std::unique_ptr<webexrec_options, freed_by<webexrec_options_free>>;
using client_pointer = std::unique_ptr<webexrec_client, freed_by<webexrec_client_free>>;
using monitor_pointer = std::unique_ptr<webexrec_monitor, freed_by<webexrec_monitor_free>>;

/// Refuses a text with a NUL, at which a C string would end.
inline const char *c_string(const std::string &text, int code_if_not, const char *name)
{
    if (text.find('\0') != std::string::npos) {
        throw error(code_if_not, std::string(name) + " has a NUL in it; remove it");
    }
    return text.c_str();
}

/// The same for an optional text.
inline const char *c_string(const std::optional<std::string> &text, int code_if_not, const char *name)
{
    return text ? c_string(*text, code_if_not, name) : nullptr;
}

/// Buffer for a message of the library.
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

/// A call that is running on this thread, with the exception of its token provider: a provider belongs to
/// the client, but runs on the thread of a call.
class running_call {
public:
    running_call() noexcept : outer_(std::exchange(innermost, this)) {}
    ~running_call() { innermost = outer_; }
    running_call(const running_call &) = delete;
    running_call &operator=(const running_call &) = delete;

    /// For a catch block: keeps the exception until the call throws it.
    static void keep_exception() noexcept
    {
        if (innermost != nullptr) {
            innermost->thrown_ = std::current_exception();
        }
    }

    /// Throws the exception that was kept, if any.
    void rethrow() const
    {
        if (thrown_) {
            std::rethrow_exception(thrown_);
        }
    }

private:
    /// Callbacks of a monitor may call the library, so calls can be nested.
    static inline thread_local running_call *innermost = nullptr;
    running_call *outer_;
    std::exception_ptr thrown_;
};

using token_provider = std::function<std::string()>;

/// The C function for every token provider.
inline int provide_token(void *provider, char *buffer, std::size_t size) noexcept
{
    try {
        const std::string token = (*static_cast<const token_provider *>(provider))();
        if (token.size() >= size || token.find('\0') != std::string::npos) {
            throw error(WEBEXREC_E_TOKEN_PROVIDER, "the token provider returned no access token: it is too long, "
                                                   "or has a NUL in it");
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

/// Options of a client, which copies them. A setter throws an error if the value is invalid, and then
/// changes nothing. std::nullopt selects the default. One thread at a time may use an object.
class options {
public:
    /// The default values.
    options() : handle_(webexrec_options_new()) {}

    /// URL of the service: https, or http to this machine only. Default: the environment variable
    /// WEBEXREC_BASE_URL, or https://webexapis.com/v1.
    options &base_url(const std::optional<std::string> &url)
    {
        return set(webexrec_options_set_base_url, url, "base_url");
    }

    /// Path of a PEM file with certificates to trust in addition to the system's. Default: the environment
    /// variable WEBEXREC_CA_FILE, or none.
    options &ca_file(const std::optional<std::string> &path)
    {
        return set(webexrec_options_set_ca_file, path, "ca_file");
    }

    /// URL of a proxy, such as "http://user:password@proxy.example.com:3128", with the scheme http, https,
    /// socks4, socks4a, socks5 or socks5h; never used for this machine. Default: the environment variables
    /// ALL_PROXY, HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
    options &proxy(const std::optional<std::string> &url) { return set(webexrec_options_set_proxy, url, "proxy"); }

    /// Value of the header User-Agent, visible ASCII such as "example-tool/1.0". Default: "webexrec/" and the
    /// version.
    options &user_agent(const std::optional<std::string> &name)
    {
        return set(webexrec_options_set_user_agent, name, "user_agent");
    }

    /// How many requests of one call may be in flight at the same time: requests, 1 to 32; default 4.
    options &concurrency(std::uint32_t requests) { return set(webexrec_options_set_concurrency, requests); }

    /// Time limit for connecting, with the way through a proxy and the TLS handshake but without the name
    /// lookup: milliseconds, 1 to 86400000; default 10000.
    options &connect_timeout(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_connect_timeout_ms, number(time.count(), "connect_timeout"));
    }

    /// Time limit for one request, from the name lookup to the last byte of the response: milliseconds, 1 to
    /// 86400000; default 60000.
    options &request_timeout(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_request_timeout_ms, number(time.count(), "request_timeout"));
    }

    /// Time limit for a whole call, 0 for none: milliseconds, 0 to 4294967295; default 0.
    options &deadline(std::chrono::milliseconds time)
    {
        return set(webexrec_options_set_deadline_ms, number(time.count(), "deadline"));
    }

    /// How often one request is sent at most when it fails temporarily: attempts, 1 to 100; default 6.
    options &max_attempts(std::uint32_t attempts) { return set(webexrec_options_set_max_attempts, attempts); }

    /// How long a call may wait for the rate limit without a success in between: seconds, 0 to 604800;
    /// default 900.
    options &max_wait(std::chrono::seconds time)
    {
        return set(webexrec_options_set_max_wait_seconds, number(time.count(), "max_wait"));
    }

    /// Fetches the access token, without "Bearer", for calls that may take longer than a token is valid.
    /// Called on the thread of a call, one call of the client at a time: before the client's first
    /// request, and after each response 401. It may throw, and must not use its client. The client keeps
    /// it alive. {}: none.
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

/// Progress of a call; valid until the callback returns.
class progress {
public:
    /// Number of recordings in the job. While a large job is read, before anything is sent: those read so
    /// far. 0 for a list, whose length is not known in advance.
    std::uint64_t total() const { return get(WEBEXREC_PROGRESS_TOTAL); }
    /// Number of recordings confirmed done; for a list, those listed so far.
    std::uint64_t done() const { return get(WEBEXREC_PROGRESS_DONE); }
    /// Number of recordings with another final outcome.
    std::uint64_t not_done() const { return get(WEBEXREC_PROGRESS_NOT_DONE); }
    /// Number of requests in flight.
    std::uint64_t in_flight() const { return get(WEBEXREC_PROGRESS_IN_FLIGHT); }
    /// Number of requests sent so far.
    std::uint64_t requests() const { return get(WEBEXREC_PROGRESS_REQUESTS); }
    /// Number of those requests that repeated an earlier one.
    std::uint64_t retries() const { return get(WEBEXREC_PROGRESS_RETRIES); }
    /// Time until the next request can be sent, in milliseconds; 0 if the call is not waiting.
    std::chrono::milliseconds wait() const
    {
        return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(get(WEBEXREC_PROGRESS_WAIT_MS)));
    }
    /// Why the call is waiting: 429 (rate limit), 423 (locked), or the other HTTP status or result code (20
    /// to 39) after which a request is sent again; 0 if the call is not waiting.
    int wait_reason() const { return static_cast<int>(get(WEBEXREC_PROGRESS_WAIT_REASON)); }

    progress(const progress &) = delete;
    progress &operator=(const progress &) = delete;

private:
    friend class monitor;
    explicit progress(const webexrec_progress *handle) noexcept : handle_(handle) {}
    std::uint64_t get(std::uint32_t field) const { return webexrec_progress_get(handle_, field); }
    const webexrec_progress *handle_;
};

/// Observes and cancels one call; a second call refuses it with WEBEXREC_E_BUSY. Set the callbacks before
/// the call. They run on the thread of the call, and may throw and call the library.
class monitor {
public:
    /// A monitor without callbacks, to cancel a call.
    monitor() : state_(std::make_shared<state>()) {}
    /// A monitor that was moved from can only be destroyed or assigned to.
    monitor(monitor &&) noexcept = default;
    /// As the constructor.
    monitor &operator=(monitor &&) noexcept = default;

    /// Sets the progress callback: called at least every 250 milliseconds and at most 20 times a second.
    /// It returns false to cancel the call.
    monitor &on_progress(std::function<bool(const progress &)> function)
    {
        check(webexrec_monitor_set_progress(handle(), function ? notify_progress : nullptr, state_.get()));
        state_->on_progress = std::move(function);
        return *this;
    }

    /// Sets the outcome callback, to keep a journal: called with a JSON array like the report's "results",
    /// before a request is sent with the outcome "sending", and later with the outcomes of the report. It
    /// returns false to cancel the call.
    monitor &on_outcome(std::function<bool(std::string_view results_json)> function)
    {
        check(webexrec_monitor_set_outcome(handle(), function ? notify_outcome : nullptr, state_.get()));
        state_->on_outcome = std::move(function);
        return *this;
    }

    /// Cancels the call that is running or still to come. For any thread, but not for signal handlers.
    void cancel() const { webexrec_monitor_cancel(handle()); }

private:
    friend class client;

    // Shared with the call: the monitor may be moved or destroyed meanwhile.
    struct state {
        detail::monitor_pointer handle{webexrec_monitor_new()};
        std::function<bool(const progress &)> on_progress;
        std::function<bool(std::string_view)> on_outcome;
        std::exception_ptr thrown;

        // Runs a callback. Returns non-zero to cancel, as C callbacks do.
        template <typename Function> int cancels(Function function) noexcept
        {
            // The call may notify once more after a callback has thrown.
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

    static int notify_progress(void *user_data, const webexrec_progress *handle) noexcept
    {
        auto &its = *static_cast<state *>(user_data);
        return its.cancels([&] { return its.on_progress(progress(handle)); });
    }

    static int notify_outcome(void *user_data, const char *results_json) noexcept
    {
        auto &its = *static_cast<state *>(user_data);
        return its.cancels([&] { return its.on_outcome(results_json); });
    }

    static void check(int result) { detail::message().check(result); }

    webexrec_monitor *handle() const noexcept { return state_ ? state_->handle.get() : nullptr; }

    std::shared_ptr<state> state_;
};

/// Result of a move, restore or purge: code, message, and the report as JSON.
class [[nodiscard]] report {
public:
    /// The result code of the call.
    int result() const noexcept { return result_; }
    /// Message for people; empty after success.
    const std::string &message() const noexcept { return message_; }
    /// The report, with an outcome for each recording; webexrec.h describes it.
    const std::string &json() const noexcept { return json_; }
    /// True if everything was done, or it was a dry run.
    bool ok() const noexcept { return result_ == WEBEXREC_OK; }
    /// Throws the result and message as an error unless ok().
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

/// Recordings as a parameter: a JSON array (a list, the results of a report; webexrec.h describes it), or
/// ids: {"a", "b"}, a std::vector<std::string> or another range of strings. Strings in braces are ids.
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

    /// The JSON array that is passed to the library.
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

/// Site, host and flags of a move, restore or purge.
struct target {
    /// Site of the recordings that name none, such as "example.webex.com"; std::nullopt: the user's preferred
    /// site.
    std::optional<std::string> site_url = std::nullopt;
    /// Email address of the host of the recordings that name none; std::nullopt: the user of the token.
    std::optional<std::string> host_email = std::nullopt;
    /// WEBEXREC_DRY_RUN, WEBEXREC_SINGLE_REQUEST, WEBEXREC_VERIFY; for restore and purge WEBEXREC_ALL.
    std::uint32_t flags = 0;
};

/// A client of the Webex service. Any number of threads may make calls with one client at the same time.
/// Move or destroy it only while no call is running.
class client {
public:
    /// A client with the default options. Sends nothing.
    explicit client(const std::string &token) { make(&token, nullptr); }
    /// A client with options. Sends nothing. A token provider has precedence over the token.
    client(const std::string &token, const options &settings) { make(&token, &settings); }
    /// A client with options that have a token provider. Sends nothing.
    explicit client(const options &settings) { make(nullptr, &settings); }

    /// Moves recordings into the recycle bin, where they stay for 30 days and can be restored.
    report move_to_recycle_bin(const recordings &which, const target &where = {}, monitor *observer = nullptr) const
    {
        return change(webexrec_client_move_to_recycle_bin, which, where, observer);
    }

    /// Restores recordings from the recycle bin; with WEBEXREC_ALL and "[]": everything in it.
    report restore_from_recycle_bin(const recordings &which, const target &where = {},
                                    monitor *observer = nullptr) const
    {
        return change(webexrec_client_restore_from_recycle_bin, which, where, observer);
    }

    /// Purges recordings from the recycle bin; with WEBEXREC_ALL and "[]": everything in that of a site.
    /// This can't be undone.
    report purge_from_recycle_bin(const recordings &which, const target &where = {}, monitor *observer = nullptr) const
    {
        return change(webexrec_client_purge_from_recycle_bin, which, where, observer);
    }

    /// Lists recordings, as a JSON array that the functions above accept as it is. The query is a JSON
    /// object as for webexrec_list_recordings; flags: WEBEXREC_ADMIN, WEBEXREC_INCLUDE_SECRETS.
    [[nodiscard]] std::string list_recordings(const std::optional<std::string> &query_json = std::nullopt,
                                              std::uint32_t flags = 0, monitor *observer = nullptr) const
    {
        const char *query = detail::c_string(query_json, WEBEXREC_E_NOT_JSON, "query_json");
        return list(webexrec_client_list_recordings, query, flags, observer);
    }

    /// Lists the sites of a user, as a JSON array. std::nullopt: the user of the token.
    [[nodiscard]] std::string list_sites(const std::optional<std::string> &user_email = std::nullopt,
                                         monitor *observer = nullptr) const
    {
        const char *user = detail::c_string(user_email, WEBEXREC_E_INVALID_HOST_EMAIL, "user_email");
        return list(webexrec_client_list_sites, user, 0, observer);
    }

private:
    void make(const std::string *token, const options *settings)
    {
        check_abi();
        const char *text = token ? detail::c_string(*token, WEBEXREC_E_INVALID_TOKEN, "token") : nullptr;
        if (settings && !settings->handle_) {
            throw error(WEBEXREC_E_NULL_POINTER, "the options were moved from; assign new ones");
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
                  const target &where, monitor *observer) const
    {
        const char *recordings_json = detail::c_string(which.json(), WEBEXREC_E_NOT_JSON, "recordings_json");
        const char *site_url = detail::c_string(where.site_url, WEBEXREC_E_INVALID_SITE_URL, "site_url");
        const char *host_email = detail::c_string(where.host_email, WEBEXREC_E_INVALID_HOST_EMAIL, "host_email");
        detail::message message;
        const auto [result, json] = run(observer, message, [&](webexrec_monitor *monitor_handle, char **report_json) {
            return function(handle_.get(), recordings_json, site_url, host_email, where.flags, monitor_handle,
                            report_json, message.text, sizeof message.text);
        });
        return report(result, message.text, json ? json.get() : "");
    }

    std::string list(decltype(webexrec_client_list_recordings) *function, const char *what, std::uint32_t flags,
                     monitor *observer) const
    {
        detail::message message;
        const auto [result, json] = run(observer, message, [&](webexrec_monitor *monitor_handle, char **list_json) {
            return function(handle_.get(), what, flags, monitor_handle, list_json, message.text, sizeof message.text);
        });
        message.check(result);
        return json.get();
    }

    // Throws invalid input, and exceptions of callbacks.
    template <typename Function>
    static std::pair<int, detail::string_pointer> run(monitor *observer, const detail::message &message,
                                                      Function function)
    {
        const auto state = observer ? observer->state_ : nullptr;
        if (observer && !state) {
            throw error(WEBEXREC_E_NULL_POINTER, "the monitor was moved from; make a new one");
        }
        const detail::running_call call;
        char *json = nullptr;
        const int result = function(state ? state->handle.get() : nullptr, &json);
        detail::string_pointer owned(json);
        if (result > 0 && result < 20) {
            message.check(result);
        }
        if (state && state->thrown) {
            std::rethrow_exception(state->thrown);
        }
        call.rethrow();
        return {result, std::move(owned)};
    }

    // Declared first: the client, which uses it, is destroyed before it.
    std::shared_ptr<const detail::token_provider> provider_;
    detail::client_pointer handle_;
};

} // namespace webexrec

#endif // C++17
#endif // WEBEXREC_HPP
