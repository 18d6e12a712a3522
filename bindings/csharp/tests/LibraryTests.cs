// Which native library is loaded, and what happens when it is missing, another one, or misbehaves. Each case runs in
// a process of its own, in folders laid out for it.

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

    /// <summary>A repository with the assembly somewhere below its bindings/csharp.</summary>
    [SetUp]
    public void LayOut()
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
    public void Remove()
    {
        Directory.Delete(root, true);
    }

    /// <summary>Compiles a library that is not the real one, and says in its version where it lies.</summary>
    private string Fake(string place, string option = "-DABI=1")
    {
        string file = Path.Combine(root, place, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(file));
        var compiler = Program.Compiler;
        string source = Path.Combine(Runner.Repository, "bindings", "csharp", "tests", "fake.c");
        int status = compiler.Run("-shared", "-fPIC", $"-DVERSION=\"{place}\"", option, "-o", file, source);
        Assert.AreEqual(0, status, compiler.Output);
        return file;
    }

    private Program Probe => Program.Managed("Probe.exe", folder)
        .With("WEBEXREC_LIBRARY", null).With("CARGO_TARGET_DIR", null).With("LD_LIBRARY_PATH", null);

    private static string Output(Program probe, params string[] arguments)
    {
        probe.Run(arguments);
        return probe.Output.Trim();
    }

    [Test]
    public void The_library_says_where_it_is_and_its_version()
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
    public void Where_a_package_has_it_comes_before_the_build_tree()
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
    public void The_build_tree_may_be_elsewhere()
    {
        string elsewhere = Fake("elsewhere/debug");
        Fake("target/release");
        string target = Path.Combine(root, "elsewhere");
        Assert.AreEqual($"{elsewhere} elsewhere/debug", Output(Probe.With("CARGO_TARGET_DIR", target), "library"));
    }

    [Test]
    public void The_search_of_the_system_is_the_last_resort()
    {
        Fake("system");
        var probe = Probe.With("LD_LIBRARY_PATH", Path.Combine(root, "system"));
        Assert.AreEqual($"{Name} system", Output(probe, "library"));
    }

    [Test]
    public void A_missing_library_is_an_error_that_names_every_place_looked_at()
    {
        string output = Output(Probe, "library");
        Assert.That(output, Is.StringStarting("DllNotFoundException: "));
        foreach (string place in new[] { "bindings/csharp/out", "target/release", "target/debug" })
            Assert.That(output, Is.StringContaining(Path.Combine(root, place, Name)));
        Assert.That(output, Is.StringContaining("WEBEXREC_LIBRARY"));
    }

    [Test]
    public void A_named_file_that_is_missing_is_not_replaced_by_another()
    {
        Fake("bindings/csharp/out");
        string missing = Path.Combine(root, "missing.so");
        string output = Output(Probe.With("WEBEXREC_LIBRARY", missing), "library");
        Assert.That(output, Is.StringStarting("DllNotFoundException: ").And.StringContaining(missing));
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
    public void A_library_with_a_later_minor_version_is_taken()
    {
        string file = Fake("named", "-DABI=7");
        Assert.AreEqual($"{file} named", Output(Probe.With("WEBEXREC_LIBRARY", file), "library"));
    }

    [Test]
    public void A_library_that_is_another_one_altogether_is_refused()
    {
        string file = Fake("named", "-Dwebexrec_abi_version=other");
        Assert.That(Output(Probe.With("WEBEXREC_LIBRARY", file), "library"),
            Is.StringStarting("BadImageFormatException: " + file).And.StringContaining("webexrec_abi_version"));
    }

    [Test]
    public void A_code_of_no_known_kind_is_the_base_class_with_the_text_of_the_library()
    {
        var probe = Probe.With("WEBEXREC_LIBRARY", Fake("named"));
        Assert.AreEqual("WebexrecException 77: the text of 77", Output(probe, "move", "a"));
    }

    [Test]
    public void A_fault_in_the_library_has_its_class_and_message()
    {
        var probe = Probe.With("WEBEXREC_LIBRARY", Fake("named"));
        Assert.AreEqual("InternalException 99: its own message", Output(probe, "restore", "a"));
    }

    [Test]
    public void A_string_of_the_library_is_freed_even_if_it_can_not_be_decoded()
    {
        string output = Output(Probe.With("WEBEXREC_LIBRARY", Fake("named")), "sites");
        Assert.That(output, Is.StringStarting("DecoderFallbackException").And.StringContaining("freed"));
    }
}
