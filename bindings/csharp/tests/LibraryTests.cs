// Loading the native library: the order of the search, and libraries that are missing, of another version or faulty.
// Each test runs the probe in a process of its own, in a folder laid out for it.

using System;
using System.IO;
using System.Runtime.InteropServices;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class LibraryTests
{
    private static readonly string Name =
        RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "libwebexrec.dylib" : "libwebexrec.so";

    private static readonly string Runtime =
        (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? "osx-" : "linux-") +
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private string root, folder;

    /// <summary>Makes a repository with the assembly in a folder of bindings/csharp.</summary>
    [SetUp]
    public void MakeRepository()
    {
        root = Path.Combine(Path.GetTempPath(), "webexrec-" + Guid.NewGuid().ToString("N"));
        folder = Path.Combine(root, "bindings", "csharp", "out");
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory(Path.Combine(root, "bindings", "csharp", "WebexRec"));
        File.WriteAllText(Path.Combine(root, "bindings", "csharp", "WebexRec", "WebexRec.csproj"), "");
        foreach (string file in new[] { "WebexRec.Net.dll", "Probe.exe", "Probe.runtimeconfig.json" })
            File.Copy(Path.Combine(AppDomain.CurrentDomain.BaseDirectory, file), Path.Combine(folder, file));
    }

    [TearDown]
    public void RemoveRepository()
    {
        Directory.Delete(root, true);
    }

    /// <summary>Compiles the stand-in for the native library into a folder, whose name is its version.</summary>
    private string Fake(string place, string option = "-DABI=1")
    {
        string file = Path.Combine(root, place, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(file));
        var compiler = ChildProcess.Compiler;
        string source = Path.Combine(Runner.Repository, "bindings", "csharp", "tests", "fake.c");
        int status = compiler.Run("-shared", "-fPIC", $"-DVERSION=\"{place}\"", option, "-o", file, source);
        Assert.AreEqual(0, status, compiler.Output);
        return file;
    }

    private ChildProcess Probe => ChildProcess.Managed("Probe.exe", folder)
        .With("WEBEXREC_LIBRARY", null).With("CARGO_TARGET_DIR", null).With("LD_LIBRARY_PATH", null);

    private static string Output(ChildProcess probe, params string[] arguments)
    {
        probe.Run(arguments);
        return probe.Output.Trim();
    }

    [Test]
    public void The_library_has_a_path_and_a_version()
    {
        Assert.AreEqual(Environment.GetEnvironmentVariable("WEBEXREC_LIBRARY"), Library.Path);
        Assert.That(Library.Version, Is.StringMatching(@"^\d+\.\d+\.\d+"));
    }

    [Test]
    public void The_file_named_by_the_environment_comes_first()
    {
        string named = Fake("named");
        Fake("bindings/csharp/out");
        Assert.AreEqual($"{named} named", Output(Probe.With("WEBEXREC_LIBRARY", named), "library"));
    }

    [Test]
    public void The_file_beside_the_assembly_comes_before_the_build_tree()
    {
        string beside = Fake("bindings/csharp/out");
        Fake("target/release");
        Assert.AreEqual($"{beside} bindings/csharp/out", Output(Probe, "library"));
    }

    [Test]
    public void The_file_in_the_package_comes_before_the_build_tree()
    {
        string packed = Fake($"bindings/csharp/out/runtimes/{Runtime}/native");
        Fake("target/release");
        Assert.That(Output(Probe, "library"), Is.StringStarting(packed + " "));
    }

    [Test]
    public void In_the_build_tree_the_release_build_comes_first()
    {
        string debug = Fake("target/debug");
        Assert.AreEqual($"{debug} target/debug", Output(Probe, "library"));
        string release = Fake("target/release");
        Assert.AreEqual($"{release} target/release", Output(Probe, "library"));
    }

    [Test]
    public void The_build_tree_can_be_in_another_folder()
    {
        string elsewhere = Fake("elsewhere/debug");
        Fake("target/release");
        string target = Path.Combine(root, "elsewhere");
        Assert.AreEqual($"{elsewhere} elsewhere/debug", Output(Probe.With("CARGO_TARGET_DIR", target), "library"));
    }

    [Test]
    public void The_search_of_the_operating_system_comes_last()
    {
        Fake("system");
        var probe = Probe.With("LD_LIBRARY_PATH", Path.Combine(root, "system"));
        Assert.AreEqual($"{Name} system", Output(probe, "library"));
    }

    [Test]
    public void The_error_for_a_missing_library_lists_the_files_searched_and_the_remedy()
    {
        string output = Output(Probe, "library");
        Assert.That(output, Is.StringStarting("DllNotFoundException: "));
        foreach (string place in new[] { "bindings/csharp/out", "target/release", "target/debug" })
            Assert.That(output, Is.StringContaining(Path.Combine(root, place, Name)));
        Assert.That(output, Is.StringContaining("set WEBEXREC_LIBRARY to the path"));
    }

    [Test]
    public void A_named_file_that_is_missing_is_not_replaced_by_another()
    {
        Fake("bindings/csharp/out");
        string missing = Path.Combine(root, "missing.so");
        string output = Output(Probe.With("WEBEXREC_LIBRARY", missing), "library");
        Assert.That(output, Is.StringStarting($"DllNotFoundException: The native library {missing} can't be loaded: "));
        Assert.That(output, Is.StringMatching(@"can't be loaded: [^.]+"), "without the system's reason");
    }

    [TestCase("0x10001", "1.1")]
    [TestCase("0", "0.0")]
    public void A_library_with_another_binary_interface_is_refused(string abi, string version)
    {
        string file = Fake("named", "-DABI=" + abi);
        Assert.That(Output(Probe.With("WEBEXREC_LIBRARY", file), "library"),
            Is.StringStarting($"BadImageFormatException: The native library {file} has binary interface {version}, ")
                .And.StringContaining("0.1"));
    }

    [Test]
    public void A_library_with_a_later_minor_version_is_loaded()
    {
        string file = Fake("named", "-DABI=7");
        Assert.AreEqual($"{file} named", Output(Probe.With("WEBEXREC_LIBRARY", file), "library"));
    }

    [Test]
    public void Another_library_is_refused()
    {
        string file = Fake("named", "-Dwebexrec_abi_version=other");
        Assert.That(Output(Probe.With("WEBEXREC_LIBRARY", file), "library"),
            Is.StringStarting("BadImageFormatException: " + file).And.StringContaining("webexrec_abi_version"));
    }

    [Test]
    public void An_unknown_code_has_the_base_class_and_the_text_of_the_library()
    {
        var probe = Probe.With("WEBEXREC_LIBRARY", Fake("named"));
        Assert.AreEqual("WebexrecException 77: the text of 77", Output(probe, "move", "a"));
    }

    [Test]
    public void A_fault_of_the_library_is_an_InternalException_with_its_message()
    {
        var probe = Probe.With("WEBEXREC_LIBRARY", Fake("named"));
        Assert.AreEqual("InternalException 99: its own message", Output(probe, "restore", "a"));
    }

    [Test]
    public void A_string_of_the_library_is_freed_even_if_it_is_not_UTF8()
    {
        string output = Output(Probe.With("WEBEXREC_LIBRARY", Fake("named")), "sites");
        Assert.That(output, Is.StringStarting("DecoderFallbackException").And.StringContaining("freed"));
    }
}
