// The settings of a client do what they say.

using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class SettingsTests : ClientTests
{
    private static RecordingsClient With(RecordingsClientOptions options)
    {
        return new RecordingsClient(Simulator.UserToken, options);
    }

    [Test]
    public void The_program_says_what_it_is_called()
    {
        using (var client = With(new RecordingsClientOptions { UserAgent = "example-tool/1.0" })) client.ListSites();
        var headers = (Dictionary<string, object>)Simulator.Requests.Single()["headers"];
        Assert.AreEqual("example-tool/1.0", headers["user-agent"]);
    }

    [Test]
    public void The_base_url_of_the_options_wins()
    {
        string other = Environment.GetEnvironmentVariable("WEBEXREC_BASE_URL") + "/elsewhere";
        using (var client = With(new RecordingsClientOptions { BaseUrl = other }))
            Assert.Throws<NotFoundException>(() => client.ListSites());
        Assert.That(Simulator.Requests.Single()["path"], Is.StringEnding("/elsewhere/meetingPreferences/sites"));
    }

    [Test]
    public void As_many_requests_are_under_way_as_the_concurrency_says()
    {
        Simulator.Behave("{'latencyMs':300}");
        long most = 0;
        var progress = new Handler(told => most = Math.Max(most, told.InFlight));
        using (var client = With(new RecordingsClientOptions { Concurrency = 2 }))
            client.MoveToRecycleBin(Simulator.Ids(250), null, progress);
        Assert.AreEqual(2, most);
    }

    [Test]
    public void A_request_is_tried_as_often_as_the_attempts_say()
    {
        Simulator.Script("{'status':503,'count':100}");
        using (var client = With(new RecordingsClientOptions { MaxAttempts = 2 }))
            Assert.AreEqual(503, Assert.Throws<HttpStatusException>(() => client.ListSites()).Code);
        Assert.AreEqual(2, Simulator.Requests.Count);
    }

    [Test]
    public void A_request_takes_no_longer_than_its_timeout()
    {
        Simulator.Behave("{'latencyMs':30000}");
        var options = new RecordingsClientOptions { MaxAttempts = 1, RequestTimeout = TimeSpan.FromMilliseconds(99.5) };
        using (var client = With(options))
            Assert.AreEqual(ResultCode.Timeout, Assert.Throws<TransportException>(() => client.ListSites()).Code);
    }

    [Test]
    public void A_rate_limit_is_not_waited_for_if_that_is_wanted()
    {
        Simulator.Script("{'status':429,'headers':{'Retry-After':'5'}}");
        // No other test uses this token, for which the library remembers the limit.
        using (var client = new RecordingsClient(
            "does-not-wait", new RecordingsClientOptions { MaxWait = TimeSpan.Zero }))
            Assert.Throws<RateLimitedException>(() => client.ListSites());
    }

    [Test]
    public void What_is_done_to_options_afterwards_has_no_effect_on_the_client()
    {
        int told = 0;
        var options = new RecordingsClientOptions { OnEvent = e => told++ };
        using (var client = With(options))
        {
            options.OnEvent = null;
            client.MoveToRecycleBin(Simulator.Ids(1));
        }
        Assert.AreEqual(2, told);
    }
}
