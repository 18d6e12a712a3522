// Calls the operating system's dynamic loader: netstandard2.0 has no way to tell DllImport which file to load.

using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace WebexRec
{
    internal static class SystemLoader
    {
        private const int ResolveNow = 2;

        private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        private static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux);

        /// <summary>Loads a library. It is never unloaded.</summary>
        internal static IntPtr Open(string file)
        {
            var library = IsWindows
                ? Kernel32.LoadLibraryW(Encoding.Unicode.GetBytes(file + "\0")) : OpenUnix(file);
            if (library != IntPtr.Zero) return library;
            throw new DllNotFoundException(
                $"The native library {file} can't be loaded: {LastError()}. {NativeFile.DescribeSearch(file)} " +
                NativeFile.Remedy);
        }

        /// <summary>Address of a function of a loaded library, or zero if it has none of that name.</summary>
        internal static IntPtr Find(IntPtr library, string function)
        {
            if (IsWindows) return Kernel32.GetProcAddress(library, Bytes(function));
            return IsLinux ? Libdl.dlsym(library, Bytes(function)) : Libc.dlsym(library, Bytes(function));
        }

        private static IntPtr OpenUnix(string file)
        {
            // Binds dlerror before dlopen sets an error: the runtime's binding, at the first call, resets it.
            LastError();
            return IsLinux ? Libdl.dlopen(Bytes(file), ResolveNow) : Libc.dlopen(Bytes(file), ResolveNow);
        }

        private static string LastError()
        {
            if (IsWindows) return new Win32Exception(Marshal.GetLastWin32Error()).Message;
            return Marshal.PtrToStringAnsi(IsLinux ? Libdl.dlerror() : Libc.dlerror());
        }

        private static byte[] Bytes(string text)
        {
            return Encoding.UTF8.GetBytes(text + "\0");
        }

        private static class Kernel32
        {
            [DllImport("kernel32", SetLastError = true)]
            internal static extern IntPtr LoadLibraryW(byte[] file);

            [DllImport("kernel32")]
            internal static extern IntPtr GetProcAddress(IntPtr library, byte[] function);
        }

        /// <summary>For Linux, where "libc" can name a linker script instead of a library.</summary>
        private static class Libdl
        {
            [DllImport("libdl.so.2")]
            internal static extern IntPtr dlopen(byte[] file, int mode);

            [DllImport("libdl.so.2")]
            internal static extern IntPtr dlsym(IntPtr library, byte[] function);

            [DllImport("libdl.so.2")]
            internal static extern IntPtr dlerror();
        }

        /// <summary>For macOS and the BSDs.</summary>
        private static class Libc
        {
            [DllImport("libc")]
            internal static extern IntPtr dlopen(byte[] file, int mode);

            [DllImport("libc")]
            internal static extern IntPtr dlsym(IntPtr library, byte[] function);

            [DllImport("libc")]
            internal static extern IntPtr dlerror();
        }
    }
}
