// Calls of several threads at the same time, and clients that are disposed of meanwhile.

using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ThreadTests : ClientTests
{
    [Test]
    public void Threads_that_share_a_client_get_their_own_results()
    {
        var ids = Simulator.Ids(80);
        var failures = new ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 16).Select(number => new Thread(() =>
        {
            string unknown = "unknown" + number;
            for (int i = 0; i < 5; i++)
            {
                int last = -1;
                string id = ids[number * 5 + i];
                var report = Client.MoveToRecycleBin(
                    new[] { id, unknown }, null, new ProgressHandler(progress => last = (int)progress.Total));
                if (last != 2 || report.Done.Single().Id != id || report.NotDone.Single().Id != unknown)
                    failures.Enqueue(report.ToString());
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.IsEmpty(failures);
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [Test]
    public void Asynchronous_calls_use_no_thread_of_the_pool()
    {
        Simulator.SetBehaviour("{'latencyMs':30000}");
        using (var cancel = new CancellationTokenSource())
        {
            var calls = Enumerable.Range(0, 16)
                .Select(_ => Client.ListSitesAsync(cancellationToken: cancel.Token)).ToArray();
            bool areAllSent = SpinWait.SpinUntil(
                () => Simulator.Requests.Count == calls.Length, TimeSpan.FromSeconds(20));
            ThreadPool.GetMaxThreads(out int threads, out _);
            ThreadPool.GetAvailableThreads(out int freeThreads, out _);
            cancel.Cancel();
            foreach (var call in calls) Thrown<RecordingsCanceledException>(call);
            Assert.IsTrue(areAllSent);
            Assert.That(threads - freeThreads, Is.LessThan(calls.Length));
        }
    }

    [Test]
    public void Calls_continue_to_their_ends_when_their_client_is_disposed_of()
    {
        var ids = Simulator.Ids(250);
        var disposed = NewClient(new RecordingsClientOptions { Concurrency = 1 });
        var moving = disposed.MoveToRecycleBinAsync(
            ids, null, new ProgressHandler(progress => { if (progress.InFlight > 0) disposed.Dispose(); }));
        Assert.AreEqual(250, moving.Result.Done.Count);
        var listing = Client.ListSitesAsync();
        Client.Dispose();
        Assert.IsNotEmpty(listing.Result);
    }

    [Test]
    public void A_disposed_client_refuses_calls()
    {
        Client.Dispose();
        Client.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(() => Client.ListSites());
        Assert.AreEqual("RecordingsClient", e.ObjectName);
        Thrown<ObjectDisposedException>(Client.MoveToRecycleBinAsync(new[] { "a" }));
    }

    [Test]
    public void Clients_can_be_made_and_disposed_of_while_others_call()
    {
        var calls = Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10; i++)
                using (var client = new RecordingsClient(Simulator.UserToken))
                    client.ListSites();
        })).ToArray();
        Task.WaitAll(calls);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.IsNotEmpty(Client.ListSites());
    }
}
