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

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int Change(
            byte[] token, byte[] recordingsJson, byte[] siteUrl, byte[] hostEmail, uint flags,
            [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate int List(
            byte[] token, byte[] of, uint flags, out IntPtr json, [In, Out] byte[] error, UIntPtr errorSize);

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        internal delegate void Free(IntPtr text);

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
            MoveToRecycleBin = Bind<Change>("webexrec_move_to_recycle_bin");
            RestoreFromRecycleBin = Bind<Change>("webexrec_restore_from_recycle_bin");
            PurgeFromRecycleBin = Bind<Change>("webexrec_purge_from_recycle_bin");
            ListRecordings = Bind<List>("webexrec_list_recordings");
            ListSites = Bind<List>("webexrec_list_sites");
            StringFree = Bind<Free>("webexrec_string_free");
            ResultText = Bind<TextOf>("webexrec_result_text");
            Version = Bind<Text>("webexrec_version");
        }

        internal static Native Functions => Loaded.Value;

        internal string File { get; }
        internal Change MoveToRecycleBin { get; }
        internal Change RestoreFromRecycleBin { get; }
        internal Change PurgeFromRecycleBin { get; }
        internal List ListRecordings { get; }
        internal List ListSites { get; }
        internal Free StringFree { get; }
        internal TextOf ResultText { get; }
        internal Text Version { get; }

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
