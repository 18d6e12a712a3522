// Cancelling and deadlines: a cancelled call ends within 200 milliseconds in every state, with a true report.

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
    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(200);

    private delegate Task Start(IProgress<RecordingsProgress> progress, CancellationToken cancellationToken);

    /// <summary>
    /// Starts a call and cancels it from another thread as soon as its progress meets a condition. Checks that the call
    /// ends in time, and returns its exception.
    /// </summary>
    private static RecordingsCanceledException Cancel(
        Action setUp, Predicate<RecordingsProgress> condition, Start start)
    {
        RecordingsCanceledException exception = null;
        Timing.AssertWithin(Promised, () =>
        {
            Simulator.Reset();
            setUp();
            var clock = new Stopwatch();
            exception = Cancel(clock, condition, start);
            return clock.Elapsed;
        });
        AssertNoToken(exception);
        return exception;
    }

    /// <summary>The clock runs from the cancel to the end of the call.</summary>
    private static RecordingsCanceledException Cancel(
        Stopwatch clock, Predicate<RecordingsProgress> condition, Start start)
    {
        using (var cancel = new CancellationTokenSource())
        using (var isMet = new ManualResetEventSlim())
        {
            var canceller = new Thread(() =>
            {
                isMet.Wait();
                clock.Start();
                cancel.Cancel();
            }) { IsBackground = true };
            canceller.Start();
            var task = start(new ProgressHandler(progress => { if (condition(progress)) isMet.Set(); }), cancel.Token);
            var exception = Thrown<RecordingsCanceledException>(task);
            clock.Stop();
            isMet.Set();
            canceller.Join();
            Assert.IsTrue(task.IsCanceled);
            Assert.AreEqual(cancel.Token, exception.CancellationToken);
            return exception;
        }
    }

    private static void DelayResponses()
    {
        Simulator.SetBehaviour("{'latencyMs':30000}");
    }

    [Test]
    public void A_cancelled_change_does_not_wait_for_responses()
    {
        var ids = Simulator.Ids(150);
        var e = Cancel(DelayResponses, progress => progress.InFlight > 0,
            (progress, token) => Client.MoveToRecycleBinAsync(ids, null, progress, token));
        Assert.AreEqual(ResultCode.Cancelled, e.Report.Code);
        Assert.That(e.Report.Results.Select(result => result.Id), Is.EqualTo(ids));
        Assert.That(e.Report.WithOutcome(RecordingOutcome.Unknown), Is.Not.Empty);
        Assert.IsEmpty(e.Report.Done);
    }

    [Test]
    public void A_cancelled_list_does_not_wait_for_responses_and_has_no_report()
    {
        var e = Cancel(DelayResponses, progress => progress.InFlight > 0,
            (progress, token) => Client.ListRecordingsAsync(null, progress, token));
        Assert.IsNull(e.Report);
    }

    [Test]
    public void A_cancelled_call_does_not_wait_for_the_rate_limit()
    {
        // No other test uses this token, because the library remembers its limit.
        using (var client = new RecordingsClient("waits-for-the-rate-limit"))
        {
            var e = Cancel(
                () => Simulator.Script("{'status':429,'headers':{'Retry-After':'600'},'count':100}"),
                progress => progress.WaitReason == 429 && progress.Wait > TimeSpan.FromMinutes(1),
                (progress, token) => client.MoveToRecycleBinAsync(new[] { "a" }, null, progress, token));
            Assert.AreEqual(RecordingOutcome.NotSent, e.Report.Results.Single().Outcome);
        }
    }

    [Test]
    public void The_report_of_a_cancelled_change_says_what_was_done()
    {
        var ids = Simulator.Ids(250);
        using (var client = NewClient(new RecordingsClientOptions { Concurrency = 1 }))
        {
            var e = Cancel(
                () => Simulator.Script("{'skip':2,'delayMs':30000,'status':204}"),
                progress => progress.Done == 200 && progress.InFlight > 0,
                (progress, token) => client.MoveToRecycleBinAsync(ids, null, progress, token));
            Assert.That(e.Report.Done.Select(result => result.Id), Is.EqualTo(ids.Take(200)));
            Assert.AreEqual(50, e.Report.WithOutcome(RecordingOutcome.Unknown).Count);
        }
    }

    [Test]
    public void A_blocking_call_can_be_cancelled_by_its_progress_handler()
    {
        DelayResponses();
        var ids = Simulator.Ids(1);
        using (var cancel = new CancellationTokenSource())
        {
            var handler = new ProgressHandler(progress => { if (progress.InFlight > 0) cancel.Cancel(); });
            var e = Assert.Throws<RecordingsCanceledException>(
                () => Client.MoveToRecycleBin(ids, null, handler, cancel.Token));
            Assert.AreEqual(ids[0], e.Report.Results.Single().Id);
        }
    }

    [Test]
    public void A_call_with_a_cancelled_token_sends_nothing()
    {
        var cancelled = new CancellationToken(true);
        var ids = Simulator.Ids(2);
        bool isProviderCalled = false;
        var options = new RecordingsClientOptions
        {
            TokenProvider = token => { isProviderCalled = true; return Task.FromResult(Simulator.UserToken); },
        };
        using (var client = new RecordingsClient(options))
        {
            var e = Assert.Throws<RecordingsCanceledException>(
                () => client.MoveToRecycleBin(ids, cancellationToken: cancelled));
            Assert.AreEqual(2, e.Report.WithOutcome(RecordingOutcome.NotSent).Count);
            Thrown<RecordingsCanceledException>(client.ListSitesAsync(cancellationToken: cancelled));
            Thrown<RecordingsCanceledException>(client.ListRecordingsAsync(cancellationToken: cancelled));
        }
        Assert.IsFalse(isProviderCalled);
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public async Task Cancelling_after_the_end_of_a_call_changes_nothing()
    {
        using (var cancel = new CancellationTokenSource())
        {
            var report = await Client.MoveToRecycleBinAsync(Simulator.Ids(1), cancellationToken: cancel.Token);
            cancel.Cancel();
            Assert.IsTrue(report.IsSuccess);
        }
    }

    [Test]
    public void Waiting_for_the_task_of_a_cancelled_call_throws_a_TaskCanceledException()
    {
        var task = Client.MoveToRecycleBinAsync(new[] { "a" }, cancellationToken: new CancellationToken(true));
        var e = Assert.Throws<AggregateException>(() => task.Wait());
        Assert.IsInstanceOf<TaskCanceledException>(e.InnerExceptions.Single());
    }

    [Test]
    public void A_call_whose_deadline_passes_returns_a_report()
    {
        DelayResponses();
        using (var client = NewClient(new RecordingsClientOptions { Deadline = TimeSpan.FromMilliseconds(100) }))
        {
            var report = client.MoveToRecycleBin(Simulator.Ids(1));
            Assert.AreEqual(ResultCode.Deadline, report.StoppedBy.Code);
            Assert.AreSame(report, Assert.Throws<DeadlineException>(() => report.ThrowIfFailed()).Report);
        }
    }
}
