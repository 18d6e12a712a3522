// The options of a client.

using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// Options of a <see cref="RecordingsClient"/>, which copies and checks them when it is made. Null selects an
    /// option's default.
    /// </summary>
    /// <remarks>Not thread-safe: don't change an instance while a client is made with it.</remarks>
    public sealed class RecordingsClientOptions
    {
        /// <summary>
        /// URL of the service, such as https://api-usgov.webex.com/v1: https, or http to this machine only. Default:
        /// the environment variable WEBEXREC_BASE_URL, or https://webexapis.com/v1.
        /// </summary>
        public string BaseUrl { get; set; }

        /// <summary>
        /// Path of a PEM file with certificates to trust in addition to the system's. Default: the environment variable
        /// WEBEXREC_CA_FILE, or none.
        /// </summary>
        public string CaFile { get; set; }

        /// <summary>
        /// URL of a proxy, such as http://user:password@proxy.example.com:3128, with the scheme http, https, socks4,
        /// socks4a, socks5 or socks5h; never used for this machine. Default: the environment variables ALL_PROXY,
        /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
        /// </summary>
        public string Proxy { get; set; }

        /// <summary>
        /// Value of the header User-Agent, visible ASCII such as example-tool/1.0. Default: webexrec/ and the version
        /// of the native library.
        /// </summary>
        public string UserAgent { get; set; }

        /// <summary>
        /// Maximum number of requests that one call has in flight at the same time.
        /// <para>Unit: requests. Range: 1 to 32. Default: 4.</para>
        /// </summary>
        public int? Concurrency { get; set; }

        /// <summary>
        /// Maximum time to connect, including the way through a proxy and the TLS handshake but not the name lookup. A
        /// fraction of a millisecond is rounded up.
        /// <para>Unit: milliseconds. Range: 1 to 86400000. Default: 10000.</para>
        /// </summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>
        /// Maximum time for one request, from the name lookup to the last byte of the response. A fraction of a
        /// millisecond is rounded up.
        /// <para>Unit: milliseconds. Range: 1 to 86400000. Default: 60000.</para>
        /// </summary>
        public TimeSpan? RequestTimeout { get; set; }

        /// <summary>
        /// Maximum time for a whole call; 0 means no limit. Recordings that are not sent by then stay unsent, and those
        /// in flight are in doubt (<see cref="DeadlineException"/>). A call that would have to wait for the rate limit
        /// beyond its deadline ends at once (<see cref="RateLimitedException"/>). A fraction of a millisecond is
        /// rounded up.
        /// <para>Unit: milliseconds. Range: 0 to 4294967295. Default: 0.</para>
        /// </summary>
        public TimeSpan? Deadline { get; set; }

        /// <summary>
        /// Maximum time that a call waits for the service's rate limit between two successful requests; 0 means no
        /// wait. After it, or at once if the service asks for a longer wait, the call ends
        /// (<see cref="RateLimitedException"/>) and says how long to wait. Also the limit for a locked recording (423).
        /// A fraction of a second is rounded up.
        /// <para>Unit: seconds. Range: 0 to 604800. Default: 900.</para>
        /// </summary>
        public TimeSpan? MaxWait { get; set; }

        /// <summary>
        /// Maximum number of attempts for one request after transient failures: 408, a status of 500 or more, no
        /// connection, or a lost response; 1 means no retry. The pauses between attempts are random: at first up to
        /// half a second, later up to 20 seconds. A call in which more requests fail than succeed ends sooner.
        /// <para>Unit: attempts. Range: 1 to 100. Default: 6.</para>
        /// </summary>
        public int? MaxAttempts { get; set; }

        /// <summary>
        /// Fetches the access token, for calls that may outlive one token. It runs before the client's first request
        /// and after each 401, for one call of the client at a time while the others wait. The same token again, or ten
        /// new ones without a success, ends the call. Default: null, the constructor's token is used.
        /// </summary>
        /// <remarks>
        /// It runs on the thread pool without the caller's synchronization context, and receives the cancellation token
        /// of the call. A cancelled call doesn't wait for it; a call whose deadline passes does. It returns visible
        /// ASCII of at most 16383 bytes without "Bearer". It must not use the client. If it throws, the call ends with
        /// a <see cref="CallbackException"/>.
        /// </remarks>
        public Func<CancellationToken, Task<string>> TokenProvider { get; set; }

        /// <summary>
        /// Handles the events of every call of the client, for a log or a journal: each request before it is sent,
        /// outcomes when they are final, and waits. Default: null, none.
        /// </summary>
        /// <remarks>
        /// It runs on the thread of the call, which waits for it: the caller's thread for a method that blocks, a
        /// thread of its own for an asynchronous one. Calls that run at the same time run it at the same time, so it
        /// must be thread-safe. If it throws, the call ends with a <see cref="CallbackException"/>.
        /// </remarks>
        public Action<RecordingsEvent> OnEvent { get; set; }

        internal RecordingsClientOptions Copy()
        {
            return (RecordingsClientOptions)MemberwiseClone();
        }
    }
}
