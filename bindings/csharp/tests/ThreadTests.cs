// Threads that call at once.

using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ThreadTests
{
    [Test]
    public void Threads_that_call_at_once_each_get_their_own_result()
    {
        Simulator.Reset();
        var ids = Simulator.Ids(40);
        var failures = new ConcurrentQueue<string>();
        var threads = Enumerable.Range(0, 8).Select(number => new Thread(() =>
        {
            string unknown = "unknown" + number;
            for (int i = 0; i < 5; i++)
            {
                Recordings.MoveToRecycleBin(Simulator.UserToken, new[] { ids[number * 5 + i] });
                var e = Assert.Throws<NotFoundException>(
                    () => Recordings.MoveToRecycleBin(Simulator.UserToken, new[] { unknown }));
                if (!e.Message.Contains(unknown)) failures.Enqueue(e.Message);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.IsEmpty(failures);
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }
}
