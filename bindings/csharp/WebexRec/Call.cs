// One call of the native library: runs it on the present thread, lets a cancellation token stop it, and gives what it
// tells to the functions of the caller. Nothing that they throw gets into native code: it is kept until the call is
// over.

using System;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    internal sealed class Call
    {
        // Native code calls back on the thread of the call alone. That thread knows its call, so that these functions,
        // which live as long as the program, serve all calls.
        internal static readonly Native.TokenCallback ProvideToken =
            (_, token, size) => current.Guard("token provider", () => current.WriteToken(token, (int)size));

        private static readonly Native.MonitorCallback TellProgress =
            (_, progress) => current.Guard("progress handler", () => current.Tell(RecordingsProgress.Of(progress)));

        private static readonly Native.MonitorCallback TellOutcomes =
            (_, results) => current.Guard("event handler", () => current.Tell(Utf8.Decode(results)));

        private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(1);

        private static long lastId;

        [ThreadStatic]
        private static Call current;

        private readonly long id = Interlocked.Increment(ref lastId);
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly string operation;
        private readonly RecordingsClientOptions options;
        private readonly IProgress<RecordingsProgress> progress;
        private readonly CancellationToken cancellationToken;
        private TimeSpan waitsUntil;
        private string thrower;
        private Exception thrown;

        internal Call(
            string operation, RecordingsClientOptions options, IProgress<RecordingsProgress> progress,
            CancellationToken cancellationToken)
        {
            this.operation = operation;
            this.options = options;
            this.progress = progress;
            this.cancellationToken = cancellationToken;
        }

        /// <summary>A native function with all but these parameters.</summary>
        internal delegate int Function(MonitorHandle monitor, out IntPtr json, byte[] error, UIntPtr errorSize);

        internal int Code { get; private set; }
        internal string Message { get; private set; }

        /// <summary>What the function wrote; null if it wrote nothing.</summary>
        internal string Json { get; private set; }

        internal void Run(Function function)
        {
            var native = Native.Functions;
            var error = new ErrorBuffer();
            var json = IntPtr.Zero;
            // A handler may make a call of its own.
            var outer = current;
            current = this;
            try
            {
                using (var monitor = new MonitorHandle())
                {
                    if (progress != null || options.OnEvent != null)
                        native.MonitorSetProgress(monitor, TellProgress, IntPtr.Zero);
                    if (options.OnEvent != null) native.MonitorSetOutcome(monitor, TellOutcomes, IntPtr.Zero);
                    // Leaving this waits for a cancel that is under way.
                    using (cancellationToken.Register(() => native.MonitorCancel(monitor)))
                        Code = function(monitor, out json, error.Bytes, error.Size);
                }
                if (json != IntPtr.Zero) Json = Utf8.Decode(json);
                Message = Code == ResultCode.Ok ? "" : error.Message(Code);
            }
            finally
            {
                current = outer;
                native.StringFree(json);
            }
        }

        /// <summary>Throws if the caller or a function of the caller's ended the call.</summary>
        internal void ThrowIfInterrupted(ChangeReport report)
        {
            bool isByCaller = thrown is OperationCanceledException && cancellationToken.IsCancellationRequested;
            if (thrown != null && !isByCaller)
            {
                string end = Code == ResultCode.Ok ? "all was done" : Message;
                throw new CallbackException(
                    Code, $"The {thrower} threw {thrown.GetType().Name}; {end}", report, thrown);
            }
            if (Code == ResultCode.Cancelled) throw new RecordingsCanceledException(Message, report, cancellationToken);
            if (isByCaller) throw new RecordingsCanceledException("the call was cancelled", report, cancellationToken);
        }

        /// <summary>Runs a function of the caller; anything but 0 tells native code to end the call.</summary>
        private int Guard(string name, Action function)
        {
            try
            {
                function();
                return 0;
            }
            catch (Exception e)
            {
                // A later one is most likely a consequence of the first.
                if (thrown == null)
                {
                    thrower = name;
                    thrown = e;
                }
                return 1;
            }
        }

        private void WriteToken(IntPtr token, int size)
        {
            // In the pool, where what it awaits can't need this thread to go on.
            var fetching = Task.Run(() => options.TokenProvider(cancellationToken));
            Task.WaitAny(new Task[] { fetching }, cancellationToken);
            var bytes = Utf8.Encode(fetching.GetAwaiter().GetResult(), "the token", ResultCode.InvalidToken) ??
                throw new InvalidInputException(ResultCode.InvalidToken, "the token provider gave null; give a token");
            if (bytes.Length > size)
                throw new InvalidInputException(
                    ResultCode.InvalidToken, $"the token has more than {size - 1} bytes, and can't be one");
            Marshal.Copy(bytes, 0, token, bytes.Length);
        }

        private void Tell(RecordingsProgress told)
        {
            progress?.Report(told);
            // A wait is told when it begins, and when it turns out to be longer.
            var until = clock.Elapsed + told.Wait;
            if (options.OnEvent == null || told.Wait < WorthTelling || until < waitsUntil + WorthTelling) return;
            waitsUntil = until;
            options.OnEvent(new RecordingsEvent(id, operation, told));
        }

        private void Tell(string results)
        {
            options.OnEvent(new RecordingsEvent(
                id, operation, JsonReader.Read(results, json => json.Elements(RecordingResult.Of))));
        }
    }
}
