// The functions of the native library. The first use of any of them loads the library and binds them all.

using System;
using System.Runtime.InteropServices;

namespace WebexRec
{
    internal sealed class Native
    {
        private const uint AbiMajor = 0;
        private const uint AbiMinor = 1;

        private static readonly Lazy<Native> Loaded = new Lazy<Native>(() => new Native(NativeFile.Find()));

        private readonly IntPtr library;
        private readonly GetText version;
        private readonly GetResultText resultText;
        private readonly NewObject optionsNew, monitorNew;
        private readonly FreeFunction optionsFree, monitorFree;

        /// <summary>Writes an access token into a buffer; a result other than 0 ends the call.</summary>
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int TokenCallback(IntPtr userData, IntPtr token, UIntPtr tokenSize);

        /// <summary>Receives progress or results of a running call; a result other than 0 cancels it.</summary>
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int MonitorCallback(IntPtr userData, IntPtr argument);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int ChangeFunction(
            ClientHandle client, byte[] recordingsJson, byte[] siteUrl, byte[] hostEmail, uint flags,
            MonitorHandle monitor, out IntPtr reportJson, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int ListFunction(
            ClientHandle client, byte[] parameter, uint flags, MonitorHandle monitor, out IntPtr json,
            [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int NewClient(
            byte[] token, OptionsHandle options, out IntPtr client, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int SetText(OptionsHandle options, byte[] value, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int SetNumber(OptionsHandle options, uint value, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int SetTokenProvider(
            OptionsHandle options, TokenCallback function, IntPtr userData, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int SetCallback(MonitorHandle monitor, MonitorCallback function, IntPtr userData);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void Cancel(MonitorHandle monitor);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate ulong GetProgress(IntPtr progress, uint field);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr NewObject();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr GetResultText(int result);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate IntPtr GetText();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate uint GetNumber();

        private Native(string file)
        {
            File = file;
            library = SystemLoader.Open(file);
            CheckAbiVersion(Bind<GetNumber>("webexrec_abi_version")());
            version = Bind<GetText>("webexrec_version");
            resultText = Bind<GetResultText>("webexrec_result_text");
            StringFree = Bind<FreeFunction>("webexrec_string_free");

            optionsNew = Bind<NewObject>("webexrec_options_new");
            OptionsSetBaseUrl = Bind<SetText>("webexrec_options_set_base_url");
            OptionsSetCaFile = Bind<SetText>("webexrec_options_set_ca_file");
            OptionsSetProxy = Bind<SetText>("webexrec_options_set_proxy");
            OptionsSetUserAgent = Bind<SetText>("webexrec_options_set_user_agent");
            OptionsSetConcurrency = Bind<SetNumber>("webexrec_options_set_concurrency");
            OptionsSetConnectTimeout = Bind<SetNumber>("webexrec_options_set_connect_timeout_ms");
            OptionsSetRequestTimeout = Bind<SetNumber>("webexrec_options_set_request_timeout_ms");
            OptionsSetDeadline = Bind<SetNumber>("webexrec_options_set_deadline_ms");
            OptionsSetMaxAttempts = Bind<SetNumber>("webexrec_options_set_max_attempts");
            OptionsSetMaxWait = Bind<SetNumber>("webexrec_options_set_max_wait_seconds");
            OptionsSetTokenProvider = Bind<SetTokenProvider>("webexrec_options_set_token_provider");
            optionsFree = Bind<FreeFunction>("webexrec_options_free");

            monitorNew = Bind<NewObject>("webexrec_monitor_new");
            MonitorSetProgress = Bind<SetCallback>("webexrec_monitor_set_progress");
            MonitorSetOutcome = Bind<SetCallback>("webexrec_monitor_set_outcome");
            MonitorCancel = Bind<Cancel>("webexrec_monitor_cancel");
            monitorFree = Bind<FreeFunction>("webexrec_monitor_free");
            ProgressGet = Bind<GetProgress>("webexrec_progress_get");

            ClientNew = Bind<NewClient>("webexrec_client_new");
            MoveToRecycleBin = Bind<ChangeFunction>("webexrec_client_move_to_recycle_bin");
            RestoreFromRecycleBin = Bind<ChangeFunction>("webexrec_client_restore_from_recycle_bin");
            PurgeFromRecycleBin = Bind<ChangeFunction>("webexrec_client_purge_from_recycle_bin");
            ListRecordings = Bind<ListFunction>("webexrec_client_list_recordings");
            ListSites = Bind<ListFunction>("webexrec_client_list_sites");
            ClientFree = Bind<FreeFunction>("webexrec_client_free");
        }

        internal static Native Functions => Loaded.Value;

        internal string File { get; }
        internal FreeFunction StringFree { get; }

        internal SetText OptionsSetBaseUrl { get; }
        internal SetText OptionsSetCaFile { get; }
        internal SetText OptionsSetProxy { get; }
        internal SetText OptionsSetUserAgent { get; }
        internal SetNumber OptionsSetConcurrency { get; }
        internal SetNumber OptionsSetConnectTimeout { get; }
        internal SetNumber OptionsSetRequestTimeout { get; }
        internal SetNumber OptionsSetDeadline { get; }
        internal SetNumber OptionsSetMaxAttempts { get; }
        internal SetNumber OptionsSetMaxWait { get; }
        internal SetTokenProvider OptionsSetTokenProvider { get; }

        internal SetCallback MonitorSetProgress { get; }
        internal SetCallback MonitorSetOutcome { get; }
        internal Cancel MonitorCancel { get; }
        internal GetProgress ProgressGet { get; }

        internal NewClient ClientNew { get; }
        internal ChangeFunction MoveToRecycleBin { get; }
        internal ChangeFunction RestoreFromRecycleBin { get; }
        internal ChangeFunction PurgeFromRecycleBin { get; }
        internal ListFunction ListRecordings { get; }
        internal ListFunction ListSites { get; }
        internal FreeFunction ClientFree { get; }

        internal string Version => Utf8.Decode(version());

        /// <summary>A short English text for a result code or HTTP status, such as "404 Not Found".</summary>
        internal string ResultText(int result)
        {
            return Utf8.Decode(resultText(result));
        }

        internal OptionsHandle NewOptions()
        {
            return new OptionsHandle(optionsNew(), optionsFree);
        }

        internal MonitorHandle NewMonitor()
        {
            return new MonitorHandle(monitorNew(), monitorFree);
        }

        private void CheckAbiVersion(uint abiVersion)
        {
            uint major = abiVersion >> 16, minor = abiVersion & 0xffff;
            if (major == AbiMajor && minor >= AbiMinor) return;
            throw new BadImageFormatException(
                $"The native library {File} has binary interface {major}.{minor}, but this assembly needs " +
                $"{AbiMajor}.{AbiMinor} or a later {AbiMajor}.x. Install the native library and the assembly of one " +
                "release.", File);
        }

        private T Bind<T>(string function)
        {
            var pointer = SystemLoader.Find(library, function);
            if (pointer == IntPtr.Zero)
                throw new BadImageFormatException(
                    $"{File} is not the native library webexrec, or it is damaged: it has no function {function}. " +
                    NativeFile.Remedy, File);
            return Marshal.GetDelegateForFunctionPointer<T>(pointer);
        }
    }
}
