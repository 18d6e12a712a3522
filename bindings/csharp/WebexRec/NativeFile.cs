// Where the native library is: named by the environment, beside this assembly, where the package has it, in the build
// tree, or where the system looks.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace WebexRec
{
    internal static class NativeFile
    {
        private const string Variable = "WEBEXREC_LIBRARY";

        private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
        private static readonly bool IsMac = RuntimeInformation.IsOSPlatform(OSPlatform.OSX);

        private static readonly string Name =
            IsWindows ? "webexrec.dll" : IsMac ? "libwebexrec.dylib" : "libwebexrec.so";

        /// <summary>The file to load, or its bare name, to be left to the system's own search.</summary>
        internal static string Find()
        {
            string named = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(named) ? Places().FirstOrDefault(File.Exists) ?? Name : named;
        }

        /// <summary>For a message: where <see cref="Find"/> looked before it came to this result.</summary>
        internal static string Search(string found)
        {
            if (found != Name) return "It was named by " + Variable + " or was the first one found.";
            return Variable + " is not set, and these don't exist: " + string.Join(", ", Places()) +
                "; the system's own search was the last.";
        }

        private static IEnumerable<string> Places()
        {
            return Folders().Select(folder => Path.Combine(folder, Name)).Distinct();
        }

        private static IEnumerable<string> Folders()
        {
            string location = typeof(NativeFile).Assembly.Location;
            // An assembly inside a single-file program has no location.
            string folder = location.Length > 0 ? Path.GetDirectoryName(location) : AppContext.BaseDirectory;
            yield return folder;

            // Where .NET's host found the native libraries of the program's packages; other runtimes have no such list.
            var hosts = AppDomain.CurrentDomain.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
            foreach (string host in hosts.Split(new[] { Path.PathSeparator }, StringSplitOptions.RemoveEmptyEntries))
                yield return host.TrimEnd(Path.DirectorySeparatorChar);
            yield return Path.Combine(folder, "runtimes", Runtime, "native");

            string repository = Repository(folder);
            if (repository == null) yield break;
            string target = Environment.GetEnvironmentVariable("CARGO_TARGET_DIR");
            target = Path.Combine(repository, string.IsNullOrEmpty(target) ? "target" : target);
            yield return Path.Combine(target, "release");
            yield return Path.Combine(target, "debug");
        }

        /// <summary>What packages call the system and processor, such as linux-x64.</summary>
        private static string Runtime =>
            (IsWindows ? "win-" : IsMac ? "osx-" : "linux-") +
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

        /// <summary>The source repository that a folder lies in, or null.</summary>
        private static string Repository(string folder)
        {
            string project = Path.Combine("bindings", "csharp", "WebexRec", "WebexRec.csproj");
            while (folder != null && !File.Exists(Path.Combine(folder, project)))
                folder = Path.GetDirectoryName(folder);
            return folder;
        }
    }
}
