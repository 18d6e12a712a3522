// The settings of a client, and how the native library gets them.

using System;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// The settings of a <see cref="RecordingsClient"/>, which copies them when it is made. What is null has its
    /// default; for an address, certificate or proxy that is the environment's.
    /// </summary>
    public sealed class RecordingsClientOptions
    {
        /// <summary>
        /// Where the service is: https, or plain http to this machine alone. Null: the environment's WEBEXREC_BASE_URL,
        /// or https://webexapis.com/v1.
        /// </summary>
        public string BaseUrl { get; set; }

        /// <summary>
        /// PEM file with certificates to trust beside the system's. Null: the environment's WEBEXREC_CA_FILE, or none.
        /// </summary>
        public string CaFile { get; set; }

        /// <summary>
        /// URL of a proxy on the way to the service; never used for this machine. Null: the environment's ALL_PROXY,
        /// HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
        /// </summary>
        public string Proxy { get; set; }

        /// <summary>What the program calls itself, such as example-tool/1.0. Null: webexrec and its version.</summary>
        public string UserAgent { get; set; }

        /// <summary>Requests of one call that are under way at the same time: 1 to 32; null for 4.</summary>
        public int? Concurrency { get; set; }

        /// <summary>
        /// How long connecting may take, the way through a proxy and the TLS handshake included; null for 10 seconds.
        /// </summary>
        public TimeSpan? ConnectTimeout { get; set; }

        /// <summary>
        /// How long one request may take, from looking up the name to the last byte of the answer; null for 60 seconds.
        /// </summary>
        public TimeSpan? RequestTimeout { get; set; }

        /// <summary>
        /// How long a whole call may take; null for no limit. What is not done by then isn't sent any more.
        /// </summary>
        public TimeSpan? Deadline { get; set; }

        /// <summary>
        /// How long a call waits for the service's rate limit without one success between; null for 15 minutes, zero
        /// for not at all.
        /// </summary>
        public TimeSpan? MaxWait { get; set; }

        /// <summary>
        /// How often one request is tried that fails by chance (408, a status of 500 or more, no connection, an answer
        /// that gets lost): 1 to 100; null for 6.
        /// </summary>
        public int? MaxAttempts { get; set; }

        /// <summary>
        /// Fetches the access token, for calls that may outlive one: asked before the client's first request, and each
        /// time that the service answers 401, by one call at a time while the others wait for it. The same token again
        /// ends the call. It runs on a thread of the pool, without the caller's synchronization context, and gets the
        /// call's cancellation token; a cancelled call doesn't wait for it. Throwing ends the call with a
        /// <see cref="CallbackException"/>. It must not use the client.
        /// </summary>
        public Func<CancellationToken, Task<string>> TokenProvider { get; set; }

        /// <summary>
        /// Is told what every call of the client does, for a log or a journal: each request before it is sent, outcomes
        /// as they come, and waits. It runs on the thread of the call, which waits for it: the caller's for a call that
        /// blocks, and one of the call's own for an asynchronous one, so that calls at the same time run it at the same
        /// time. Throwing ends the call with a <see cref="CallbackException"/>.
        /// </summary>
        public Action<RecordingsEvent> OnEvent { get; set; }

        internal RecordingsClientOptions Copy()
        {
            return (RecordingsClientOptions)MemberwiseClone();
        }

        /// <summary>The same settings as an object of the native library.</summary>
        internal OptionsHandle ToNative()
        {
            var native = Native.Functions;
            var options = new OptionsHandle();
            try
            {
                Set(native.OptionsSetBaseUrl, options, BaseUrl, nameof(BaseUrl));
                Set(native.OptionsSetCaFile, options, CaFile, nameof(CaFile));
                Set(native.OptionsSetProxy, options, Proxy, nameof(Proxy));
                Set(native.OptionsSetUserAgent, options, UserAgent, nameof(UserAgent));
                Set(native.OptionsSetConcurrency, options, Concurrency, nameof(Concurrency));
                Set(native.OptionsSetConnectTimeout, options, Milliseconds(ConnectTimeout), nameof(ConnectTimeout));
                Set(native.OptionsSetRequestTimeout, options, Milliseconds(RequestTimeout), nameof(RequestTimeout));
                Set(native.OptionsSetDeadline, options, Milliseconds(Deadline), nameof(Deadline));
                Set(native.OptionsSetMaxWait, options, Seconds(MaxWait), nameof(MaxWait));
                Set(native.OptionsSetMaxAttempts, options, MaxAttempts, nameof(MaxAttempts));
                if (TokenProvider != null)
                {
                    var error = new ErrorBuffer();
                    int result = native.OptionsSetTokenProvider(
                        options, Call.ProvideToken, IntPtr.Zero, error.Bytes, error.Size);
                    Check(result, error);
                }
                return options;
            }
            catch
            {
                options.Dispose();
                throw;
            }
        }

        private static void Set(Native.SetText set, OptionsHandle options, string value, string name)
        {
            var error = new ErrorBuffer();
            Check(set(options, Utf8.Encode(value, name, ResultCode.InvalidOption), error.Bytes, error.Size), error);
        }

        private static void Set(Native.SetNumber set, OptionsHandle options, double? value, string name)
        {
            if (value == null) return;
            if (!(value >= 0 && value <= uint.MaxValue))
                throw new InvalidInputException(
                    ResultCode.InvalidOption, name + " is negative or far too large; null is its default");
            var error = new ErrorBuffer();
            Check(set(options, (uint)value.Value, error.Bytes, error.Size), error);
        }

        // Rounded up, since nothing at all often has a meaning of its own.
        private static double? Milliseconds(TimeSpan? time)
        {
            return time == null ? default(double?) : Math.Ceiling(time.Value.TotalMilliseconds);
        }

        private static double? Seconds(TimeSpan? time)
        {
            return time == null ? default(double?) : Math.Ceiling(time.Value.TotalSeconds);
        }

        private static void Check(int result, ErrorBuffer error)
        {
            if (result != ResultCode.Ok) throw WebexrecException.Of(result, error.Message(result));
        }
    }
}
