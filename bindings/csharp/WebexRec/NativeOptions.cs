// Converts the options of a client into an options object of the native library, which checks them.

using System;

namespace WebexRec
{
    internal static class NativeOptions
    {
        internal static OptionsHandle Create(RecordingsClientOptions options)
        {
            var handle = Native.Functions.NewOptions();
            try
            {
                SetTexts(handle, options);
                SetNumbers(handle, options);
                if (options.TokenProvider != null) SetTokenProvider(handle);
                return handle;
            }
            catch
            {
                handle.Dispose();
                throw;
            }
        }

        private static void SetTexts(OptionsHandle handle, RecordingsClientOptions options)
        {
            var native = Native.Functions;
            Set(native.OptionsSetBaseUrl, handle, options.BaseUrl, nameof(options.BaseUrl));
            Set(native.OptionsSetCaFile, handle, options.CaFile, nameof(options.CaFile));
            Set(native.OptionsSetProxy, handle, options.Proxy, nameof(options.Proxy));
            Set(native.OptionsSetUserAgent, handle, options.UserAgent, nameof(options.UserAgent));
        }

        private static void SetNumbers(OptionsHandle handle, RecordingsClientOptions options)
        {
            var native = Native.Functions;
            Set(native.OptionsSetConcurrency, handle, options.Concurrency, nameof(options.Concurrency));
            Set(native.OptionsSetConnectTimeout, handle, Milliseconds(options.ConnectTimeout),
                nameof(options.ConnectTimeout));
            Set(native.OptionsSetRequestTimeout, handle, Milliseconds(options.RequestTimeout),
                nameof(options.RequestTimeout));
            Set(native.OptionsSetDeadline, handle, Milliseconds(options.Deadline), nameof(options.Deadline));
            Set(native.OptionsSetMaxWait, handle, Seconds(options.MaxWait), nameof(options.MaxWait));
            Set(native.OptionsSetMaxAttempts, handle, options.MaxAttempts, nameof(options.MaxAttempts));
        }

        private static void SetTokenProvider(OptionsHandle handle)
        {
            var error = new ErrorBuffer();
            error.ThrowIfFailed(Native.Functions.OptionsSetTokenProvider(
                handle, Callbacks.OnTokenRequest, IntPtr.Zero, error.Bytes, error.Size));
        }

        private static void Set(Native.SetText set, OptionsHandle handle, string value, string name)
        {
            var error = new ErrorBuffer();
            var text = Utf8.Encode(value, name, ResultCode.InvalidOption);
            error.ThrowIfFailed(set(handle, text, error.Bytes, error.Size));
        }

        private static void Set(Native.SetNumber set, OptionsHandle handle, double? value, string name)
        {
            if (value == null) return;
            if (!(value >= 0 && value <= uint.MaxValue))
                throw new InvalidInputException(
                    ResultCode.InvalidOption, name + " is negative or too large; null selects its default");
            var error = new ErrorBuffer();
            error.ThrowIfFailed(set(handle, (uint)value.Value, error.Bytes, error.Size));
        }

        // Rounded up, because 0 can mean "no limit".
        private static double? Milliseconds(TimeSpan? time)
        {
            return time == null ? default(double?) : Math.Ceiling(time.Value.TotalMilliseconds);
        }

        private static double? Seconds(TimeSpan? time)
        {
            return time == null ? default(double?) : Math.Ceiling(time.Value.TotalSeconds);
        }
    }
}
