// Which native library this assembly works with.

namespace WebexRec
{
    /// <summary>The native library, which the first use of anything loads.</summary>
    public static class Library
    {
        /// <summary>The file that was loaded, or its bare name if the system's own search found it.</summary>
        public static string Path => Native.Functions.File;

        /// <summary>Its version, such as 0.1.0.</summary>
        public static string Version => Utf8.Decode(Native.Functions.Version());
    }
}
