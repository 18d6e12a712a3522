// The native library that this assembly uses.

using System;

namespace WebexRec
{
    /// <summary>
    /// The native library. The first use of this class or of a client loads it. Thread-safe.
    /// </summary>
    public static class Library
    {
        /// <summary>Path of the loaded file, or only its name if the operating system's search found it.</summary>
        /// <exception cref="DllNotFoundException">
        /// The library was not found or can't be loaded; the message lists the places searched and the remedy.
        /// </exception>
        /// <exception cref="BadImageFormatException">The file is not this library, or not this version.</exception>
        public static string Path => Native.Functions.File;

        /// <summary>Version of the loaded library, such as "0.1.0".</summary>
        /// <exception cref="DllNotFoundException">
        /// The library was not found or can't be loaded; the message lists the places searched and the remedy.
        /// </exception>
        /// <exception cref="BadImageFormatException">The file is not this library, or not this version.</exception>
        public static string Version => Native.Functions.Version;
    }
}
