// The progress of a call.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ProgressTests : ClientTests
{
    [Test]
    public void Progress_goes_from_nothing_to_everything()
    {
        var reported = new List<RecordingsProgress>();
        Client.MoveToRecycleBin(Simulator.Ids(250), null, new ProgressHandler(reported.Add));
        Assert.That(reported.Select(progress => progress.Total).Distinct(), Is.EqualTo(new[] { 250 }));
        Assert.That(reported.Select(progress => progress.Done), Is.Ordered);
        Assert.AreEqual(250, reported.Last().Done);
        Assert.AreEqual(3, reported.Last().Requests);
        Assert.AreEqual(3, Simulator.Requests.Count);
        Assert.AreEqual("250 of 250", reported.Last().ToString());
    }

    [Test]
    public void The_progress_of_a_list_counts_the_recordings_listed_so_far()
    {
        var reported = new List<RecordingsProgress>();
        var query = new RecordingQuery { From = DateTimeOffset.Now.AddYears(-1) };
        int count = Client.ListRecordings(query, new ProgressHandler(reported.Add)).Count;
        Assert.AreEqual(count, reported.Last().Done);
        Assert.AreEqual(0, reported.Last().Total);
    }

    [Test]
    public void Progress_is_reported_at_least_every_250_milliseconds()
    {
        Simulator.SetBehaviour("{'latencyMs':800}");
        Timing.AssertWithin(TimeSpan.FromMilliseconds(250), () =>
        {
            var clock = Stopwatch.StartNew();
            var times = new List<TimeSpan> { clock.Elapsed };
            Client.MoveToRecycleBin(Simulator.Ids(1), null, new ProgressHandler(_ => times.Add(clock.Elapsed)));
            times.Add(clock.Elapsed);
            return Intervals(times).Max();
        });
    }

    [Test]
    public void Progress_is_reported_at_most_20_times_a_second()
    {
        var clock = Stopwatch.StartNew();
        var times = new List<TimeSpan>();
        Simulator.SetBehaviour("{'latencyMs':5}");
        var smallPages = new RecordingQuery { From = DateTimeOffset.Now.AddYears(-1), Max = 3 };
        Client.ListRecordings(smallPages, new ProgressHandler(_ => times.Add(clock.Elapsed)));
        // The last report comes at once, whenever the one before it was.
        var intervals = Intervals(times.Take(times.Count - 1));
        Assert.That(intervals, Is.Not.Empty.And.All.GreaterThanOrEqualTo(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public async Task The_Progress_class_of_dotnet_can_be_used()
    {
        var last = new TaskCompletionSource<long>();
        var progress = new Progress<RecordingsProgress>(
            reported => { if (reported.Done == 250) last.TrySetResult(reported.Done); });
        await Client.MoveToRecycleBinAsync(Simulator.Ids(250), null, progress);
        Assert.AreEqual(250, await last.Task);
    }

    private static List<TimeSpan> Intervals(IEnumerable<TimeSpan> times)
    {
        return times.Zip(times.Skip(1), (earlier, later) => later - earlier).ToList();
    }
}
