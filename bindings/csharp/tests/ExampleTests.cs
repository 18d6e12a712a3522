// The example program OldRecordings, as its user sees it.

using System;
using System.Linq;
using NUnit.Framework;

[TestFixture]
public class ExampleTests
{
    [SetUp]
    public void Reset()
    {
        Simulator.Reset();
    }

    private static ChildProcess Example => ChildProcess.Managed("OldRecordings.exe");

    [Test]
    public void It_lists_old_recordings()
    {
        var example = Example;
        Assert.AreEqual(0, example.Run("60"), example.Output);
        Assert.That(example.Output, Is.StringMatching(@"\n\d+ recordings older than 60 days, \d+ MB\n"));
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
    }

    [Test]
    public void It_moves_old_recordings_and_prints_how_many()
    {
        var example = Example;
        Assert.AreEqual(0, example.Run("60", "--move"), example.Output);
        int moved = Simulator.IdsWithStatus("deleted").Length;
        Assert.That(moved, Is.InRange(1, 249));
        Assert.That(example.Output, Is.StringContaining($"\nDone: {moved}\n"));
        Assert.That(example.Output, Is.StringContaining($"] {moved} of {moved}"));
    }

    [Test]
    public void It_prints_why_recordings_were_refused()
    {
        Simulator.Script("{'path':'/recordings/softDelete','status':403,'count':1000}");
        var example = Example;
        Assert.AreEqual(1, example.Run("85", "--move"));
        Assert.That(example.Output, Is.StringContaining("403 Forbidden"));
    }

    [Test]
    public void It_stops_at_ctrl_c_and_prints_what_was_done()
    {
        Simulator.Script("{'path':'/recordings/softDelete','status':204,'delayMs':30000,'count':1000}");
        var example = Example;
        // A recording that is not sent before the Ctrl-C would not be in doubt.
        Func<bool> isSent =
            () => Simulator.Requests.Any(request => (string)request["path"] == "/recordings/softDelete");
        int status = example.Interrupt("] 0 of ", isSent, "10", "--move");
        Assert.That(example.Output, Is.StringContaining("] 0 of "));
        string end = example.Output.Substring(example.Output.IndexOf("] 0 of ", StringComparison.Ordinal));
        Assert.AreEqual(1, status, end);
        Assert.That(end, Is.StringContaining("\nUnknown: "));
        Assert.That(end, Is.StringContaining("the call was cancelled"));
    }

    [Test]
    public void It_prints_its_usage_and_errors()
    {
        var example = Example;
        Assert.AreEqual(2, example.Run());
        Assert.That(example.Output, Is.StringStarting("usage: "));
        example = Example.With("WEBEX_ACCESS_TOKEN", "Bearer s3cret");
        Assert.AreEqual(1, example.Run("1"));
        Assert.That(example.Output, Is.StringStarting("InvalidInputException 7: ").And.Not.StringContaining("s3cret"));
    }
}
