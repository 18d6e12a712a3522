// Functions of the caller that run during a call: their threads, and the effects of their exceptions.

using System;
using System.Collections.Generic;
using System.Threading;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class CallbackTests : ClientTests
{
    private static RecordingsClient NewClient(Action<RecordingsEvent> onEvent)
    {
        return NewClient(new RecordingsClientOptions { OnEvent = onEvent });
    }

    [Test]
    public void Handlers_of_a_blocking_call_run_on_the_thread_of_its_caller()
    {
        var threads = new HashSet<Thread>();
        using (var client = NewClient(e => threads.Add(Thread.CurrentThread)))
            client.MoveToRecycleBin(
                Simulator.Ids(1), null, new ProgressHandler(_ => threads.Add(Thread.CurrentThread)));
        Assert.That(threads, Is.EqualTo(new[] { Thread.CurrentThread }));
    }

    [Test]
    public void Handlers_of_an_asynchronous_call_run_on_one_thread_of_its_own()
    {
        var threads = new HashSet<Thread>();
        bool isOfPool = false;
        Action note = () =>
        {
            threads.Add(Thread.CurrentThread);
            isOfPool |= Thread.CurrentThread.IsThreadPoolThread;
        };
        using (var client = NewClient(e => note()))
            client.MoveToRecycleBinAsync(Simulator.Ids(1), null, new ProgressHandler(_ => note())).Wait();
        Assert.AreEqual(1, threads.Count);
        Assert.IsFalse(threads.Contains(Thread.CurrentThread) || isOfPool);
    }

    [Test]
    public void Handlers_of_an_asynchronous_call_see_the_AsyncLocal_values_of_its_caller()
    {
        var scope = new AsyncLocal<string> { Value = "nightly job" };
        string seen = null;
        using (var client = NewClient(e => seen = scope.Value))
            client.MoveToRecycleBinAsync(Simulator.Ids(1)).Wait();
        Assert.AreEqual("nightly job", seen);
    }

    [Test]
    public void A_handler_can_make_a_call()
    {
        var sites = new List<Site>();
        var handler = new ProgressHandler(_ => { if (sites.Count == 0) sites.AddRange(Client.ListSites()); });
        Client.MoveToRecycleBin(Simulator.Ids(250), null, handler).ThrowIfFailed();
        Assert.IsNotEmpty(sites);
    }

    [Test]
    public void The_exception_of_a_call_within_a_handler_ends_the_outer_call()
    {
        var handler = new ProgressHandler(_ => Client.MoveToRecycleBin(new string[0]));
        var e = Assert.Throws<CallbackException>(() => Client.MoveToRecycleBin(Simulator.Ids(1), null, handler));
        Assert.IsInstanceOf<InvalidInputException>(e.InnerException);
    }

    [Test]
    public void An_exception_of_a_progress_handler_ends_the_call_and_is_the_inner_exception()
    {
        Simulator.SetBehaviour("{'latencyMs':30000}");
        var ids = Simulator.Ids(150);
        int thrown = 0;
        var handler = new ProgressHandler(progress =>
        {
            if (progress.InFlight == 0) return;
            thrown++;
            throw new NotSupportedException("the bar is full");
        });
        foreach (var call in new Func<ChangeReport>[]
        {
            () => Client.MoveToRecycleBin(ids, null, handler),
            () => Client.MoveToRecycleBinAsync(ids, null, handler).GetAwaiter().GetResult(),
        })
        {
            thrown = 0;
            var e = Assert.Throws<CallbackException>(() => call());
            Assert.IsInstanceOf<NotSupportedException>(e.InnerException);
            Assert.That(e.Message, Is.StringStarting("The progress handler threw NotSupportedException"));
            Assert.AreEqual(ResultCode.Cancelled, e.Code);
            Assert.AreEqual(150, e.Report.Results.Count);
            Assert.AreEqual(1, thrown);
        }
    }

    [Test]
    public void An_exception_of_a_handler_takes_precedence_over_a_cancel()
    {
        using (var cancel = new CancellationTokenSource())
        {
            var handler = new ProgressHandler(_ =>
            {
                cancel.Cancel();
                throw new NotSupportedException("the bar is full");
            });
            Assert.Throws<CallbackException>(
                () => Client.MoveToRecycleBin(Simulator.Ids(1), null, handler, cancel.Token));
        }
    }

    [Test]
    public void An_exception_of_an_event_handler_ends_the_call_before_anything_is_sent()
    {
        using (var client = NewClient(e => throw new NotSupportedException("the disk is full")))
        {
            var e = Assert.Throws<CallbackException>(() => client.MoveToRecycleBin(Simulator.Ids(150)));
            Assert.That(e.Message, Is.StringStarting("The event handler threw"));
            Assert.AreEqual(150, e.Report.WithOutcome(RecordingOutcome.NotSent).Count);
        }
        Assert.IsEmpty(Simulator.Requests);
    }
}
