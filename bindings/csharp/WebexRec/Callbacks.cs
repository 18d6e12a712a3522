// The functions that the native library calls during one call, and behind them those of the caller: the token provider,
// the progress handler and the event handler. An exception must not pass through native code: the first one is kept
// for the end of the call, and the result of the function makes the native library end it.

using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    internal sealed class Callbacks
    {
        // The native library calls back on the thread of the call only, so these find their call in a static field of
        // that thread. They are static so that they are never collected while native code has a pointer to them.
        internal static readonly Native.TokenCallback OnTokenRequest =
            (_, token, size) => Current.Try("token provider", () => Current.WriteToken(token, (int)size));

        private static readonly Native.MonitorCallback OnProgress = (_, progress) =>
            Current.Try("progress handler", () => Current.ReportProgress(RecordingsProgress.FromNative(progress)));

        private static readonly Native.MonitorCallback OnOutcomes = (_, results) =>
            Current.Try("event handler", () => Current.ReportResults(Utf8.Decode(results)));

        /// <summary>A wait is an event from this length on.</summary>
        private static readonly TimeSpan ShortestWaitEvent = TimeSpan.FromSeconds(1);

        /// <summary>Those of the call that runs on this thread; set before it starts.</summary>
        [ThreadStatic]
        internal static Callbacks Current;

        private static long lastCallId;

        private readonly long callId = Interlocked.Increment(ref lastCallId);
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly string operation;
        private readonly RecordingsClientOptions options;
        private readonly IProgress<RecordingsProgress> progress;
        private readonly CancellationToken cancellationToken;
        private TimeSpan reportedWaitEnd;

        internal Callbacks(
            string operation, RecordingsClientOptions options, IProgress<RecordingsProgress> progress,
            CancellationToken cancellationToken)
        {
            this.operation = operation;
            this.options = options;
            this.progress = progress;
            this.cancellationToken = cancellationToken;
        }

        /// <summary>The first exception of a caller's function; null if none threw.</summary>
        internal Exception Thrown { get; private set; }

        /// <summary>The function that threw it, in words.</summary>
        internal string ThrownBy { get; private set; }

        internal void SetOn(MonitorHandle monitor)
        {
            var native = Native.Functions;
            if (progress != null || options.OnEvent != null)
                native.MonitorSetProgress(monitor, OnProgress, IntPtr.Zero);
            if (options.OnEvent != null) native.MonitorSetOutcome(monitor, OnOutcomes, IntPtr.Zero);
        }

        /// <summary>Runs a function; the result is 0, or 1 if it threw.</summary>
        private int Try(string name, Action function)
        {
            try
            {
                function();
                return 0;
            }
            catch (Exception e)
            {
                // A later exception is most likely a consequence of the first.
                if (Thrown == null)
                {
                    ThrownBy = name;
                    Thrown = e;
                }
                return 1;
            }
        }

        private void WriteToken(IntPtr buffer, int size)
        {
            // On the thread pool, so that the provider's continuations don't need this thread, which is blocked.
            var fetching = Task.Run(() => options.TokenProvider(cancellationToken));
            Task.WaitAny(new Task[] { fetching }, cancellationToken);
            var bytes = Utf8.Encode(fetching.GetAwaiter().GetResult(), "the token", ResultCode.InvalidToken) ??
                throw new InvalidInputException(
                    ResultCode.InvalidToken, "the token provider returned null; return an access token");
            if (bytes.Length > size)
                throw new InvalidInputException(ResultCode.InvalidToken,
                    $"the token provider returned more than {size - 1} bytes; return an access token");
            Marshal.Copy(bytes, 0, buffer, bytes.Length);
        }

        private void ReportProgress(RecordingsProgress current)
        {
            progress?.Report(current);
            // One event for each wait, and another one if the wait is extended.
            var waitEnd = clock.Elapsed + current.Wait;
            if (options.OnEvent == null || current.Wait < ShortestWaitEvent) return;
            if (waitEnd < reportedWaitEnd + ShortestWaitEvent) return;
            reportedWaitEnd = waitEnd;
            options.OnEvent(new RecordingsEvent(callId, operation, current));
        }

        private void ReportResults(string json)
        {
            var results = JsonReader.Parse(json, reader => reader.ReadArray(RecordingResult.FromJson));
            options.OnEvent(new RecordingsEvent(callId, operation, results));
        }
    }
}
