// Where tokens come from: a function of the caller's, asked when there is none and when one has expired.

using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class TokenProviderTests : ClientTests
{
    private static RecordingsClient Providing(Func<CancellationToken, Task<string>> provider)
    {
        return new RecordingsClient(new RecordingsClientOptions { TokenProvider = provider });
    }

    [Test]
    public async Task A_provider_is_awaited_before_the_first_request_and_asked_once()
    {
        int asked = 0;
        Func<CancellationToken, Task<string>> provider = async token =>
        {
            await Task.Yield();
            Interlocked.Increment(ref asked);
            return Simulator.UserToken;
        };
        using (var client = Providing(provider))
        {
            Assert.AreEqual(0, asked);
            client.ListSites();
            (await client.MoveToRecycleBinAsync(Simulator.Ids(250))).ThrowIfFailed();
            Assert.AreEqual(1, asked);
        }
    }

    [Test]
    public void A_token_that_expires_during_a_call_is_renewed()
    {
        string renewed = null;
        using (var client = new RecordingsClient(new RecordingsClientOptions
        {
            Concurrency = 1,
            TokenProvider = token => Task.FromResult(renewed ?? Simulator.UserToken),
            OnEvent = e =>
            {
                if (e.Kind == RecordingsEventKind.Settled && renewed == null) renewed = Simulator.RenewToken("user");
            },
        }))
            client.MoveToRecycleBin(Simulator.Ids(250)).ThrowIfFailed();
        Assert.AreEqual(250, Simulator.IdsWithStatus("deleted").Length);
        Assert.AreEqual(1, Simulator.Requests.Count(request => 401.0.Equals(request["status"])));
    }

    [Test]
    public void The_same_token_again_ends_the_call()
    {
        string old = Simulator.UserToken;
        Simulator.RenewToken("user");
        using (var client = Providing(token => Task.FromResult(old)))
        {
            var report = client.MoveToRecycleBin(Simulator.Ids(1));
            Assert.Throws<UnauthorizedException>(() => report.ThrowIfFailed());
            Assert.AreEqual(1, report.WithOutcome(RecordingOutcome.NotSent).Count);
        }
    }

    [Test]
    public void What_a_provider_throws_ends_the_call_and_comes_out_of_it()
    {
        foreach (var provider in new Func<CancellationToken, Task<string>>[]
        {
            token => throw new NotSupportedException("no vault"),
            async token => { await Task.Yield(); throw new NotSupportedException("no vault"); },
        })
        {
            using (var client = Providing(provider))
            {
                var e = Assert.Throws<CallbackException>(() => client.MoveToRecycleBin(new[] { "a", "b" }));
                Assert.AreEqual("no vault", e.InnerException.Message);
                Assert.IsInstanceOf<NotSupportedException>(e.InnerException);
                Assert.That(e.Message, Is.StringStarting("The token provider threw NotSupportedException"));
                Assert.AreEqual(ResultCode.TokenProvider, e.Code);
                Assert.AreEqual(2, e.Report.WithOutcome(RecordingOutcome.NotSent).Count);
                Assert.AreEqual(ResultCode.TokenProvider, Thrown<CallbackException>(client.ListSitesAsync()).Code);
            }
        }
        Assert.IsEmpty(Simulator.Requests);
    }

    [TestCase(null, typeof(InvalidInputException))]
    [TestCase("s3cret\0", typeof(InvalidInputException))]
    [TestCase("long", typeof(InvalidInputException))]
    public void What_can_not_be_a_token_is_not_passed_on(string given, Type kind)
    {
        if (given == "long") given = new string('x', 20000);
        using (var client = Providing(token => Task.FromResult(given)))
        {
            var e = Assert.Throws<CallbackException>(() => client.ListSites());
            Assert.IsInstanceOf(kind, e.InnerException);
            Assert.That(e.ToString(), Is.Not.StringContaining("s3cret").And.Not.StringContaining("xxx"));
        }
    }

    [TestCase("")]
    [TestCase("Bearer s3cret")]
    public void What_is_no_token_ends_the_call(string given)
    {
        using (var client = Providing(token => Task.FromResult(given)))
        {
            var e = Assert.Throws<WebexrecException>(() => client.ListSites());
            Assert.AreEqual(ResultCode.TokenProvider, e.Code);
            Assert.That(e.ToString(), Is.Not.StringContaining("s3cret"));
        }
    }

    [Test]
    public void A_provider_that_hangs_is_left_when_the_call_is_cancelled()
    {
        using (var cancel = new CancellationTokenSource())
        using (var client = Providing(token =>
        {
            cancel.CancelAfter(1);
            return new TaskCompletionSource<string>().Task;
        }))
        {
            var task = client.MoveToRecycleBinAsync(new[] { "a" }, cancellationToken: cancel.Token);
            var e = Thrown<RecordingsCanceledException>(task);
            Assert.IsTrue(task.IsCanceled);
            Assert.AreEqual(RecordingOutcome.NotSent, e.Report.Results.Single().Outcome);
        }
    }

    [Test]
    public void A_provider_gets_the_cancellation_token_of_the_call()
    {
        using (var cancel = new CancellationTokenSource())
        using (var client = Providing(async token =>
        {
            cancel.CancelAfter(1);
            await Task.Delay(-1, token);
            return "never";
        }))
            Assert.Throws<RecordingsCanceledException>(() => client.ListSites(cancellationToken: cancel.Token));
    }

    [Test]
    public void A_provider_that_gives_up_by_itself_is_one_that_threw()
    {
        using (var client = Providing(token => throw new OperationCanceledException("the vault's own timeout")))
            Assert.IsInstanceOf<OperationCanceledException>(
                Assert.Throws<CallbackException>(() => client.ListSites()).InnerException);
    }

    [Test]
    public void A_context_with_a_single_thread_is_no_deadlock()
    {
        Exception failure = null;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NeverRunning());
            try
            {
                using (var client = Providing(async token => { await Task.Yield(); return Simulator.UserToken; }))
                {
                    client.ListSites();
                    client.ListSitesAsync().Wait();
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }) { IsBackground = true };
        thread.Start();
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(10)), "it hangs");
        Assert.IsNull(failure);
    }

    /// <summary>As that of a window's thread while it blocks: what is posted to it has to wait.</summary>
    private sealed class NeverRunning : SynchronizationContext
    {
        public override void Post(SendOrPostCallback function, object state) { }
    }
}
