// The functions of the native library, bound when the first of them is used.

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

        /// <summary>Asked by the native library for a token; 0, or anything else if there is none.</summary>
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int TokenCallback(IntPtr userData, IntPtr token, UIntPtr tokenSize);

        /// <summary>Told by the native library how a call is getting on; anything but 0 cancels.</summary>
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int MonitorCallback(IntPtr userData, IntPtr told);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int Change(
            ClientHandle client, byte[] recordingsJson, byte[] siteUrl, byte[] hostEmail, uint flags,
            MonitorHandle monitor, out IntPtr reportJson, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int List(
            ClientHandle client, byte[] of, uint flags, MonitorHandle monitor, out IntPtr json,
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
        internal delegate IntPtr New();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void Free(IntPtr pointer);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate IntPtr TextOf(int result);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate IntPtr Text();

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate uint Number();

        private Native(string file)
        {
            File = file;
            library = SystemLoader.Open(file);
            CheckAbiVersion(Bind<Number>("webexrec_abi_version")());
            Version = Bind<Text>("webexrec_version");
            ResultText = Bind<TextOf>("webexrec_result_text");
            StringFree = Bind<Free>("webexrec_string_free");

            OptionsNew = Bind<New>("webexrec_options_new");
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
            OptionsFree = Bind<Free>("webexrec_options_free");

            MonitorNew = Bind<New>("webexrec_monitor_new");
            MonitorSetProgress = Bind<SetCallback>("webexrec_monitor_set_progress");
            MonitorSetOutcome = Bind<SetCallback>("webexrec_monitor_set_outcome");
            MonitorCancel = Bind<Cancel>("webexrec_monitor_cancel");
            MonitorFree = Bind<Free>("webexrec_monitor_free");
            ProgressGet = Bind<GetProgress>("webexrec_progress_get");

            ClientNew = Bind<NewClient>("webexrec_client_new");
            MoveToRecycleBin = Bind<Change>("webexrec_client_move_to_recycle_bin");
            RestoreFromRecycleBin = Bind<Change>("webexrec_client_restore_from_recycle_bin");
            PurgeFromRecycleBin = Bind<Change>("webexrec_client_purge_from_recycle_bin");
            ListRecordings = Bind<List>("webexrec_client_list_recordings");
            ListSites = Bind<List>("webexrec_client_list_sites");
            ClientFree = Bind<Free>("webexrec_client_free");
        }

        internal static Native Functions => Loaded.Value;

        internal string File { get; }
        internal Text Version { get; }
        internal TextOf ResultText { get; }
        internal Free StringFree { get; }

        internal New OptionsNew { get; }
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
        internal Free OptionsFree { get; }

        internal New MonitorNew { get; }
        internal SetCallback MonitorSetProgress { get; }
        internal SetCallback MonitorSetOutcome { get; }
        internal Cancel MonitorCancel { get; }
        internal Free MonitorFree { get; }
        internal GetProgress ProgressGet { get; }

        internal NewClient ClientNew { get; }
        internal Change MoveToRecycleBin { get; }
        internal Change RestoreFromRecycleBin { get; }
        internal Change PurgeFromRecycleBin { get; }
        internal List ListRecordings { get; }
        internal List ListSites { get; }
        internal Free ClientFree { get; }

        private void CheckAbiVersion(uint version)
        {
            uint major = version >> 16, minor = version & 0xffff;
            if (major == AbiMajor && minor >= AbiMinor) return;
            throw new BadImageFormatException(
                $"The native library {File} has binary interface {major}.{minor}, but this assembly needs " +
                $"{AbiMajor}.{AbiMinor} or a later {AbiMajor}.x; install versions that belong together.", File);
        }

        private T Bind<T>(string function)
        {
            var pointer = SystemLoader.Find(library, function);
            if (pointer == IntPtr.Zero)
                throw new BadImageFormatException(
                    $"{File} is not the native library webexrec, or a broken one: it has no {function}.", File);
            return Marshal.GetDelegateForFunctionPointer<T>(pointer);
        }
    }
}
