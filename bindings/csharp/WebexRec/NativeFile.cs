// Finds the file of the native library: named by the environment, beside this assembly, in the package, in the build
// tree of the repository, or wherever the operating system searches.

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

        /// <summary>For error messages: how to make the library load.</summary>
        internal static string Remedy =>
            $"Put {Name} beside the program, or set {Variable} to the path of the file.";

        /// <summary>Path of the file to load, or its bare name for the operating system's own search.</summary>
        internal static string Find()
        {
            string path = Environment.GetEnvironmentVariable(Variable);
            return string.IsNullOrEmpty(path) ? Candidates().FirstOrDefault(File.Exists) ?? Name : path;
        }

        /// <summary>For error messages: why <see cref="Find"/> chose this file.</summary>
        internal static string DescribeSearch(string file)
        {
            if (file != Name) return $"The path is the value of {Variable}, or the first file found.";
            return $"{Variable} is not set, none of these files exists: {string.Join(", ", Candidates())}, and the " +
                "operating system's search found none.";
        }

        private static IEnumerable<string> Candidates()
        {
            return Folders().Select(folder => Path.Combine(folder, Name)).Distinct();
        }

        private static IEnumerable<string> Folders()
        {
            string location = typeof(NativeFile).Assembly.Location;
            // An assembly inside a single-file program has no location.
            string folder = location.Length > 0 ? Path.GetDirectoryName(location) : AppContext.BaseDirectory;
            yield return folder;

            // Where .NET's host found the native libraries of packages. Other runtimes don't set this.
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

        /// <summary>NuGet's identifier of the operating system and processor, such as linux-x64.</summary>
        private static string Runtime =>
            (IsWindows ? "win-" : IsMac ? "osx-" : "linux-") +
            RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

        /// <summary>The source repository that contains a folder, or null.</summary>
        private static string Repository(string folder)
        {
            string project = Path.Combine("bindings", "csharp", "WebexRec", "WebexRec.csproj");
            while (folder != null && !File.Exists(Path.Combine(folder, project)))
                folder = Path.GetDirectoryName(folder);
            return folder;
        }
    }
}
