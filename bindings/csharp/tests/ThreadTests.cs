// Threads that call at once, and a client that is disposed of meanwhile.

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
    public void Threads_that_use_one_client_each_get_their_own_results()
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
                    new[] { id, unknown }, null, new Handler(progress => last = (int)progress.Total));
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
    public void Asynchronous_calls_hold_no_thread_of_the_pool()
    {
        Simulator.Behave("{'latencyMs':300}");
        ThreadPool.GetMinThreads(out int threads, out int ports);
        var calls = Enumerable.Range(0, 4 * threads + 8).Select(_ => Client.ListSitesAsync()).ToArray();
        // With all of its threads taken it would not come to this before the calls are over.
        Assert.IsTrue(Task.Run(() => !calls.Any(call => call.IsCompleted)).Result);
        Task.WaitAll(calls);
    }

    [Test]
    public void A_client_that_is_disposed_of_serves_its_running_calls_to_their_ends()
    {
        var ids = Simulator.Ids(250);
        var disposed = new RecordingsClient(
            Simulator.UserToken, new RecordingsClientOptions { Concurrency = 1 });
        var moving = disposed.MoveToRecycleBinAsync(
            ids, null, new Handler(progress => { if (progress.InFlight > 0) disposed.Dispose(); }));
        Assert.AreEqual(250, moving.Result.Done.Count);
        var listing = Client.ListSitesAsync();
        Client.Dispose();
        Assert.IsNotEmpty(listing.Result);
    }

    [Test]
    public void A_client_that_is_disposed_of_takes_no_more_calls()
    {
        Client.Dispose();
        Client.Dispose();
        var e = Assert.Throws<ObjectDisposedException>(() => Client.ListSites());
        Assert.AreEqual("RecordingsClient", e.ObjectName);
        Thrown<ObjectDisposedException>(Client.MoveToRecycleBinAsync(new[] { "a" }));
    }

    [Test]
    public void Clients_that_are_made_and_disposed_of_while_others_call_do_no_harm()
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
