// What a call tells while it is running: progress, outcomes as they come, waits.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ProgressTests : ClientTests
{
    private static RecordingsClient Telling(Action<RecordingsEvent> handler, int? concurrency = null)
    {
        return new RecordingsClient(
            Simulator.UserToken, new RecordingsClientOptions { OnEvent = handler, Concurrency = concurrency });
    }

    [Test]
    public void Progress_goes_from_nothing_to_all()
    {
        var told = new List<RecordingsProgress>();
        Client.MoveToRecycleBin(Simulator.Ids(250), null, new Handler(told.Add));
        Assert.That(told.Select(progress => progress.Total).Distinct(), Is.EqualTo(new[] { 250 }));
        Assert.That(told.Select(progress => progress.Done), Is.Ordered);
        Assert.AreEqual(250, told.Last().Done);
        Assert.AreEqual(3, told.Last().Requests);
        Assert.AreEqual("250 of 250", told.Last().ToString());
    }

    [Test]
    public void The_progress_of_a_list_is_how_many_are_listed()
    {
        var told = new List<RecordingsProgress>();
        var query = new RecordingQuery { From = DateTimeOffset.Now.AddYears(-1) };
        int count = Client.ListRecordings(query, new Handler(told.Add)).Count;
        Assert.AreEqual(count, told.Last().Done);
        Assert.AreEqual(0, told.Last().Total);
    }

    [Test]
    public void Handlers_run_on_the_thread_of_the_call()
    {
        int here = Thread.CurrentThread.ManagedThreadId;
        var threads = new HashSet<int>();
        Action note = () => threads.Add(Thread.CurrentThread.ManagedThreadId);
        using (var client = Telling(e => note()))
        {
            client.MoveToRecycleBin(Simulator.Ids(1), null, new Handler(e => note()));
            Assert.That(threads, Is.EqualTo(new[] { here }));
            threads.Clear();
            bool isOfPool = false;
            client.MoveToRecycleBinAsync(Simulator.Ids(1), null, new Handler(e =>
            {
                note();
                isOfPool |= Thread.CurrentThread.IsThreadPoolThread;
            })).Wait();
            Assert.AreEqual(1, threads.Count);
            Assert.IsFalse(threads.Contains(here) || isOfPool);
        }
    }

    [Test]
    public void What_flows_with_an_asynchronous_call_flows_to_its_handlers()
    {
        var scope = new AsyncLocal<string> { Value = "the job of today" };
        string seen = null;
        using (var client = Telling(e => seen = scope.Value))
            client.MoveToRecycleBinAsync(Simulator.Ids(1)).Wait();
        Assert.AreEqual("the job of today", seen);
    }

    [Test]
    public void Recordings_are_told_before_they_are_sent_and_when_they_are_settled()
    {
        var events = new List<RecordingsEvent>();
        var seen = new List<int>();
        using (var client = Telling(e => { events.Add(e); seen.Add(Simulator.Requests.Count); }, concurrency: 1))
        {
            string[] ids = Simulator.Ids(150);
            client.MoveToRecycleBin(ids);
            Assert.That(events.Select(e => e.Kind), Is.EqualTo(new[]
            {
                RecordingsEventKind.Sending, RecordingsEventKind.Settled,
                RecordingsEventKind.Sending, RecordingsEventKind.Settled,
            }));
            Assert.That(seen, Is.EqualTo(new[] { 0, 1, 1, 2 }));
            Assert.That(events[0].Results.Select(result => result.Id), Is.EqualTo(ids.Take(100)));
            Assert.That(events[0].Results.Select(result => result.Outcome).Distinct(),
                Is.EqualTo(new[] { RecordingOutcome.Sending }));
            Assert.That(events[3].Results.Select(result => result.Outcome).Distinct(),
                Is.EqualTo(new[] { RecordingOutcome.Done }));
            Assert.That(events.Select(e => e.Operation).Distinct(), Is.EqualTo(new[] { "moveToRecycleBin" }));
            Assert.AreEqual($"moveToRecycleBin {events[0].CallId}: 100 recordings, Sending", events[0].ToString());
            client.RestoreFromRecycleBin(ids);
            Assert.AreEqual(2, events.Select(e => e.CallId).Distinct().Count());
        }
    }

    [Test]
    public void What_was_told_as_sending_can_be_given_again_after_a_crash()
    {
        var journal = new List<RecordingResult>();
        using (var client = Telling(e => journal.AddRange(e.Results)))
            client.MoveToRecycleBin(Simulator.Ids(1));
        Simulator.Behave("{'alreadyStatus':404}");
        var report = Client.MoveToRecycleBin(journal.Take(1));
        // A refusal then proves nothing.
        Assert.AreEqual(RecordingOutcome.Inferred, report.Results.Single().Outcome);
    }

    [Test]
    public void A_wait_is_told_once()
    {
        Simulator.LimitOnce(seconds: 2);
        var waits = new List<RecordingsEvent>();
        var options = new RecordingsClientOptions
        {
            OnEvent = e => { if (e.Kind == RecordingsEventKind.Waiting) waits.Add(e); },
        };
        using (var client = new RecordingsClient("waits-two-seconds", options)) client.ListSites();
        var wait = waits.Single();
        Assert.AreEqual(429, wait.WaitReason);
        Assert.That(wait.Wait.TotalSeconds, Is.InRange(1, 4));
        Assert.That(wait.ToString(), Is.StringMatching(@"^listSites \d+: Waiting \d s, 429 Too Many Requests$"));
        Assert.IsEmpty(wait.Results);
    }

    [Test]
    public void What_a_progress_handler_throws_ends_the_call_and_comes_out_of_it()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var ids = Simulator.Ids(150);
        int times = 0;
        var broken = new Handler(progress =>
        {
            if (progress.InFlight == 0) return;
            times++;
            throw new NotSupportedException("the bar is full");
        });
        foreach (var call in new Func<ChangeReport>[]
        {
            () => Client.MoveToRecycleBin(ids, null, broken),
            () => Client.MoveToRecycleBinAsync(ids, null, broken).GetAwaiter().GetResult(),
        })
        {
            times = 0;
            var e = Assert.Throws<CallbackException>(() => call());
            Assert.IsInstanceOf<NotSupportedException>(e.InnerException);
            Assert.That(e.Message, Is.StringStarting("The progress handler threw NotSupportedException"));
            Assert.AreEqual(ResultCode.Cancelled, e.Code);
            Assert.AreEqual(150, e.Report.Results.Count);
            Assert.AreEqual(1, times);
        }
    }

    [Test]
    public void What_a_handler_throws_is_not_lost_when_the_call_is_cancelled_too()
    {
        using (var cancel = new CancellationTokenSource())
        {
            var broken = new Handler(progress =>
            {
                cancel.Cancel();
                throw new NotSupportedException("the bar is full");
            });
            Assert.Throws<CallbackException>(
                () => Client.MoveToRecycleBin(Simulator.Ids(1), null, broken, cancel.Token));
        }
    }

    [Test]
    public void What_an_event_handler_throws_ends_the_call_before_anything_is_sent()
    {
        using (var client = Telling(e => throw new NotSupportedException("the disk is full")))
        {
            var e = Assert.Throws<CallbackException>(() => client.MoveToRecycleBin(Simulator.Ids(150)));
            Assert.That(e.Message, Is.StringStarting("The event handler threw"));
            Assert.AreEqual(150, e.Report.WithOutcome(RecordingOutcome.NotSent).Count);
        }
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public void A_handler_may_make_a_call_of_its_own()
    {
        var sites = new List<Site>();
        var progress = new Handler(told => { if (sites.Count == 0) sites.AddRange(Client.ListSites()); });
        Client.MoveToRecycleBin(Simulator.Ids(250), null, progress).ThrowIfFailed();
        Assert.IsNotEmpty(sites);
        var e = Assert.Throws<CallbackException>(() => Client.MoveToRecycleBin(
            Simulator.Ids(1), null, new Handler(told => Client.MoveToRecycleBin(new string[0]))));
        Assert.IsInstanceOf<InvalidInputException>(e.InnerException);
    }

    [Test]
    public async Task The_progress_of_dotnet_can_be_used()
    {
        var last = new TaskCompletionSource<long>();
        var progress = new Progress<RecordingsProgress>(
            told => { if (told.Done == 250) last.TrySetResult(told.Done); });
        await Client.MoveToRecycleBinAsync(Simulator.Ids(250), null, progress);
        Assert.AreEqual(250, await last.Task);
    }
}
