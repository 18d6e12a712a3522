// One call of a native function on the present thread: passes a monitor, cancels when the cancellation token is
// cancelled, and keeps the result.

using System;
using System.Threading;

namespace WebexRec
{
    internal sealed class Call
    {
        private readonly Callbacks callbacks;
        private readonly CancellationToken cancellationToken;

        internal Call(Callbacks callbacks, CancellationToken cancellationToken)
        {
            this.callbacks = callbacks;
            this.cancellationToken = cancellationToken;
        }

        /// <summary>A native function whose other parameters are already bound.</summary>
        internal delegate int Function(MonitorHandle monitor, out IntPtr json, byte[] error, UIntPtr errorSize);

        internal int Code { get; private set; }

        /// <summary>The error message; empty after success.</summary>
        internal string Message { get; private set; }

        /// <summary>The JSON that the function returned; null if it returned none.</summary>
        internal string Json { get; private set; }

        internal void Run(Function function)
        {
            var native = Native.Functions;
            var error = new ErrorBuffer();
            var json = IntPtr.Zero;
            // A callback may make another call on this thread.
            var outer = Callbacks.Current;
            Callbacks.Current = callbacks;
            try
            {
                using (var monitor = native.NewMonitor())
                {
                    callbacks.SetOn(monitor);
                    // Disposing of the registration waits for a cancel in progress, so the monitor outlives it.
                    using (cancellationToken.Register(() => native.MonitorCancel(monitor)))
                        Code = function(monitor, out json, error.Bytes, error.Size);
                }
                if (json != IntPtr.Zero) Json = Utf8.Decode(json);
                Message = Code == ResultCode.Ok ? "" : error.Message(Code);
            }
            finally
            {
                Callbacks.Current = outer;
                native.StringFree(json);
            }
        }

        /// <summary>Throws if the cancellation token or an exception of a callback ended the call.</summary>
        internal void ThrowIfInterrupted(ChangeReport report)
        {
            var thrown = callbacks.Thrown;
            bool isCancellation =
                thrown is OperationCanceledException && cancellationToken.IsCancellationRequested;
            if (thrown != null && !isCancellation)
            {
                string result = Code == ResultCode.Ok ? "everything was done" : Message;
                throw new CallbackException(
                    Code, $"The {callbacks.ThrownBy} threw {thrown.GetType().Name}; {result}", report, thrown);
            }
            if (Code == ResultCode.Cancelled) throw new RecordingsCanceledException(Message, report, cancellationToken);
            if (isCancellation)
                throw new RecordingsCanceledException("the call was cancelled", report, cancellationToken);
        }
    }
}
