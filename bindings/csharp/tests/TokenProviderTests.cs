// The token provider: a function of the caller that fetches an access token, for the first request and after a 401.

using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class TokenProviderTests : ClientTests
{
    private static RecordingsClient NewClient(Func<CancellationToken, Task<string>> provider)
    {
        return new RecordingsClient(new RecordingsClientOptions { TokenProvider = provider });
    }

    [Test]
    public async Task A_provider_is_called_once_before_the_first_request()
    {
        int calls = 0;
        Func<CancellationToken, Task<string>> provider = async token =>
        {
            await Task.Yield();
            Interlocked.Increment(ref calls);
            return Simulator.UserToken;
        };
        using (var client = NewClient(provider))
        {
            Assert.AreEqual(0, calls);
            client.ListSites();
            (await client.MoveToRecycleBinAsync(Simulator.Ids(250))).ThrowIfFailed();
            Assert.AreEqual(1, calls);
        }
    }

    [Test]
    public void A_token_that_expires_during_a_call_is_replaced()
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
    public void The_same_token_after_a_401_ends_the_call()
    {
        string old = Simulator.UserToken;
        Simulator.RenewToken("user");
        using (var client = NewClient(token => Task.FromResult(old)))
        {
            var report = client.MoveToRecycleBin(Simulator.Ids(1));
            Assert.Throws<UnauthorizedException>(() => report.ThrowIfFailed());
            Assert.AreEqual(1, report.WithOutcome(RecordingOutcome.NotSent).Count);
        }
    }

    [Test]
    public void An_exception_of_a_provider_ends_the_call_and_is_the_inner_exception()
    {
        foreach (var provider in new Func<CancellationToken, Task<string>>[]
        {
            token => throw new NotSupportedException("no vault"),
            async token => { await Task.Yield(); throw new NotSupportedException("no vault"); },
        })
        {
            using (var client = NewClient(provider))
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

    [TestCase(null)]
    [TestCase("s3cret\0")]
    [TestCase("too long")]
    public void A_token_that_does_not_fit_the_native_buffer_ends_the_call(string provided)
    {
        if (provided == "too long") provided = new string('x', 20000);
        using (var client = NewClient(token => Task.FromResult(provided)))
        {
            var e = Assert.Throws<CallbackException>(() => client.ListSites());
            Assert.IsInstanceOf<InvalidInputException>(e.InnerException);
            Assert.That(e.ToString(), Is.Not.StringContaining("s3cret").And.Not.StringContaining("xxx"));
        }
    }

    [TestCase("")]
    [TestCase("Bearer s3cret")]
    public void An_invalid_token_ends_the_call(string provided)
    {
        using (var client = NewClient(token => Task.FromResult(provided)))
        {
            var e = Assert.Throws<WebexrecException>(() => client.ListSites());
            Assert.AreEqual(ResultCode.TokenProvider, e.Code);
            Assert.That(e.ToString(), Is.Not.StringContaining("s3cret"));
        }
    }

    [Test]
    public void A_cancelled_call_does_not_wait_for_its_provider()
    {
        using (var cancel = new CancellationTokenSource())
        using (var client = NewClient(token =>
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
    public void A_provider_receives_the_cancellation_token_of_the_call()
    {
        using (var cancel = new CancellationTokenSource())
        using (var client = NewClient(async token =>
        {
            cancel.CancelAfter(1);
            await Task.Delay(-1, token);
            return "never";
        }))
            Assert.Throws<RecordingsCanceledException>(() => client.ListSites(cancellationToken: cancel.Token));
    }

    [Test]
    public void A_cancellation_by_the_provider_itself_is_an_exception_of_the_provider()
    {
        using (var client = NewClient(token => throw new OperationCanceledException("the vault's own timeout")))
            Assert.IsInstanceOf<OperationCanceledException>(
                Assert.Throws<CallbackException>(() => client.ListSites()).InnerException);
    }

    [Test]
    public void A_provider_does_not_need_the_synchronization_context_of_a_blocked_caller()
    {
        Exception failure = null;
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new NeverRunning());
            try
            {
                using (var client = NewClient(async token => { await Task.Yield(); return Simulator.UserToken; }))
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
        Assert.IsTrue(thread.Join(TimeSpan.FromSeconds(10)), "deadlock");
        Assert.IsNull(failure);
    }

    /// <summary>The context of a window while its thread is blocked: it never runs what is posted.</summary>
    private sealed class NeverRunning : SynchronizationContext
    {
        public override void Post(SendOrPostCallback function, object state) { }
    }
}
