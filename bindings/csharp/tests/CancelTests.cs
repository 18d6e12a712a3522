// A cancellation token ends a call at once, whatever it is at, and what was done by then is known.

using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class CancelTests : ClientTests
{
    // Promised are 200 ms; the rest is for a busy machine.
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(600);

    /// <summary>Makes a call, and cancels it from another thread as soon as its progress is as wanted.</summary>
    private static RecordingsCanceledException Cancelled(
        Predicate<RecordingsProgress> when, Func<IProgress<RecordingsProgress>, CancellationToken, Task> call)
    {
        using (var cancel = new CancellationTokenSource())
        using (var isThere = new ManualResetEventSlim())
        {
            var clock = new Stopwatch();
            var canceller = new Thread(() =>
            {
                isThere.Wait();
                clock.Start();
                cancel.Cancel();
            });
            canceller.Start();
            var task = call(new Handler(progress => { if (when(progress)) isThere.Set(); }), cancel.Token);
            var e = Thrown<RecordingsCanceledException>(task);
            clock.Stop();
            isThere.Set();
            canceller.Join();
            Assert.IsTrue(task.IsCanceled);
            Assert.AreEqual(cancel.Token, e.CancellationToken);
            Assert.That(clock.Elapsed, Is.LessThan(AtOnce));
            AssertNoToken(e);
            return e;
        }
    }

    [Test]
    public void A_request_that_takes_long_is_not_waited_for()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var ids = Simulator.Ids(150);
        var e = Cancelled(progress => progress.InFlight > 0,
            (progress, token) => Client.MoveToRecycleBinAsync(ids, null, progress, token));
        Assert.AreEqual(ResultCode.Cancelled, e.Report.Code);
        Assert.That(e.Report.Results.Select(result => result.Id), Is.EqualTo(ids));
        Assert.That(e.Report.WithOutcome(RecordingOutcome.Unknown), Is.Not.Empty);
        Assert.IsEmpty(e.Report.Done);
    }

    [Test]
    public void A_call_that_blocks_is_cancelled_the_same_way()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var ids = Simulator.Ids(1);
        using (var cancel = new CancellationTokenSource())
        {
            var progress = new Handler(told => { if (told.InFlight > 0) cancel.Cancel(); });
            var e = Assert.Throws<RecordingsCanceledException>(
                () => Client.MoveToRecycleBin(ids, null, progress, cancel.Token));
            Assert.AreEqual(ids[0], e.Report.Results.Single().Id);
        }
    }

    [Test]
    public void A_list_is_cancelled_and_has_no_report()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var e = Cancelled(progress => progress.InFlight > 0,
            (progress, token) => Client.ListRecordingsAsync(null, progress, token));
        Assert.IsNull(e.Report);
    }

    [Test]
    public void A_wait_for_the_rate_limit_is_not_waited_out()
    {
        Simulator.Script("{'status':429,'headers':{'Retry-After':'600'},'count':100}");
        // No other test uses this token, for which the library remembers the limit.
        using (var client = new RecordingsClient("waits-for-the-rate-limit"))
        {
            var e = Cancelled(progress => progress.WaitReason == 429 && progress.Wait > TimeSpan.FromMinutes(1),
                (progress, token) => client.MoveToRecycleBinAsync(new[] { "a" }, null, progress, token));
            Assert.AreEqual(RecordingOutcome.NotSent, e.Report.Results.Single().Outcome);
        }
    }

    [Test]
    public void What_was_done_before_is_in_the_report()
    {
        var ids = Simulator.Ids(250);
        Simulator.Script("{'skip':2,'delayMs':30000,'status':204}");
        var options = new RecordingsClientOptions { Concurrency = 1 };
        using (var client = new RecordingsClient(Simulator.UserToken, options))
        {
            var e = Cancelled(progress => progress.Done == 200 && progress.InFlight > 0,
                (progress, token) => client.MoveToRecycleBinAsync(ids, null, progress, token));
            Assert.That(e.Report.Done.Select(result => result.Id), Is.EqualTo(ids.Take(200)));
            Assert.AreEqual(50, e.Report.WithOutcome(RecordingOutcome.Unknown).Count);
        }
    }

    [Test]
    public void With_a_token_that_is_cancelled_already_nothing_is_sent()
    {
        var cancelled = new CancellationToken(true);
        var ids = Simulator.Ids(2);
        bool isAsked = false;
        var options = new RecordingsClientOptions
        {
            TokenProvider = token => { isAsked = true; return Task.FromResult(Simulator.UserToken); },
        };
        using (var client = new RecordingsClient(options))
        {
            var e = Assert.Throws<RecordingsCanceledException>(
                () => client.MoveToRecycleBin(ids, cancellationToken: cancelled));
            Assert.AreEqual(2, e.Report.WithOutcome(RecordingOutcome.NotSent).Count);
            Thrown<RecordingsCanceledException>(client.ListSitesAsync(cancellationToken: cancelled));
            Thrown<RecordingsCanceledException>(client.ListRecordingsAsync(cancellationToken: cancelled));
        }
        Assert.IsFalse(isAsked);
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public async Task A_token_that_is_cancelled_after_the_call_changes_nothing()
    {
        using (var cancel = new CancellationTokenSource())
        {
            var report = await Client.MoveToRecycleBinAsync(Simulator.Ids(1), cancellationToken: cancel.Token);
            cancel.Cancel();
            Assert.IsTrue(report.IsSuccess);
        }
    }

    [Test]
    public async Task Await_throws_the_exception_with_its_report()
    {
        try
        {
            await Client.MoveToRecycleBinAsync(Simulator.Ids(1), cancellationToken: new CancellationToken(true));
            Assert.Fail("it was cancelled");
        }
        catch (OperationCanceledException e)
        {
            Assert.AreEqual(1, ((RecordingsCanceledException)e).Report.Results.Count);
        }
    }

    [Test]
    public void Waiting_for_the_task_throws_what_it_does_for_every_cancelled_task()
    {
        var task = Client.MoveToRecycleBinAsync(new[] { "a" }, cancellationToken: new CancellationToken(true));
        var e = Assert.Throws<AggregateException>(() => task.Wait());
        Assert.IsInstanceOf<TaskCanceledException>(e.InnerExceptions.Single());
    }

    [Test]
    public void A_deadline_ends_a_call_with_a_report()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var options = new RecordingsClientOptions { Deadline = TimeSpan.FromMilliseconds(100) };
        using (var client = new RecordingsClient(Simulator.UserToken, options))
        {
            var report = client.MoveToRecycleBin(Simulator.Ids(1));
            Assert.AreEqual(ResultCode.Deadline, report.StoppedBy.Code);
            Assert.AreSame(report, Assert.Throws<DeadlineException>(() => report.ThrowIfFailed()).Report);
        }
    }
}
