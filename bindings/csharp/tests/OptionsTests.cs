// The options of a client have their effects.

using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class OptionsTests : ClientTests
{
    [Test]
    public void The_user_agent_is_sent()
    {
        using (var client = NewClient(new RecordingsClientOptions { UserAgent = "example-tool/1.0" }))
            client.ListSites();
        var headers = (Dictionary<string, object>)Simulator.Requests.Single()["headers"];
        Assert.AreEqual("example-tool/1.0", headers["user-agent"]);
    }

    [Test]
    public void The_base_url_takes_precedence_over_the_environment()
    {
        string other = Environment.GetEnvironmentVariable("WEBEXREC_BASE_URL") + "/elsewhere";
        using (var client = NewClient(new RecordingsClientOptions { BaseUrl = other }))
            Assert.Throws<NotFoundException>(() => client.ListSites());
        Assert.That(Simulator.Requests.Single()["path"], Is.StringEnding("/elsewhere/meetingPreferences/sites"));
    }

    [Test]
    public void The_concurrency_is_the_number_of_requests_in_flight()
    {
        Simulator.SetBehaviour("{'latencyMs':300}");
        long most = 0;
        var handler = new ProgressHandler(progress => most = Math.Max(most, progress.InFlight));
        using (var client = NewClient(new RecordingsClientOptions { Concurrency = 2 }))
            client.MoveToRecycleBin(Simulator.Ids(250), null, handler);
        Assert.AreEqual(2, most);
    }

    [Test]
    public void A_failing_request_is_sent_as_often_as_max_attempts_allows()
    {
        Simulator.Script("{'status':503,'count':100}");
        using (var client = NewClient(new RecordingsClientOptions { MaxAttempts = 2 }))
            Assert.AreEqual(503, Assert.Throws<HttpStatusException>(() => client.ListSites()).Code);
        Assert.AreEqual(2, Simulator.Requests.Count);
    }

    [Test]
    public void A_request_that_exceeds_its_timeout_fails()
    {
        Simulator.SetBehaviour("{'latencyMs':30000}");
        var options = new RecordingsClientOptions { MaxAttempts = 1, RequestTimeout = TimeSpan.FromMilliseconds(99.5) };
        using (var client = NewClient(options))
            Assert.AreEqual(ResultCode.Timeout, Assert.Throws<TransportException>(() => client.ListSites()).Code);
    }

    [Test]
    public void A_call_with_a_max_wait_of_zero_does_not_wait_for_the_rate_limit()
    {
        Simulator.Script("{'status':429,'headers':{'Retry-After':'5'}}");
        // No other test uses this token, because the library remembers its limit.
        using (var client = new RecordingsClient(
            "does-not-wait", new RecordingsClientOptions { MaxWait = TimeSpan.Zero }))
            Assert.Throws<RateLimitedException>(() => client.ListSites());
    }

    [Test]
    public void Options_changed_after_the_client_is_made_have_no_effect()
    {
        int events = 0;
        var options = new RecordingsClientOptions { OnEvent = e => events++ };
        using (var client = NewClient(options))
        {
            options.OnEvent = null;
            client.MoveToRecycleBin(Simulator.Ids(1));
        }
        Assert.AreEqual(2, events);
    }
}
