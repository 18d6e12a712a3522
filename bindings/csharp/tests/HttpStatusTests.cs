// What the service answers other than success becomes an exception with the status as its code.

using System;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class HttpStatusTests : ClientTests
{
    private const string Json =
        "'contentType':'application/json','headers':{'trackingid':''}," +
        "'body':'{\\\"message\\\":\\\"Why.\\\"," +
        "\\\"errors\\\":[{\\\"description\\\":\\\"More.\\\"}],\\\"trackingId\\\":\\\"T_1\\\"}'";

    // For as long as it is asked.
    private static void Answer(int status, string rest)
    {
        Simulator.Script($"{{'status':{status},'count':100000,{rest}}}");
    }

    [TestCase(400, "Bad Request", typeof(HttpStatusException))]
    [TestCase(401, "Unauthorized", typeof(UnauthorizedException))]
    [TestCase(403, "Forbidden", typeof(ForbiddenException))]
    [TestCase(404, "Not Found", typeof(NotFoundException))]
    [TestCase(405, "Method Not Allowed", typeof(HttpStatusException))]
    [TestCase(409, "Conflict", typeof(HttpStatusException))]
    [TestCase(410, "Gone", typeof(HttpStatusException))]
    [TestCase(415, "Unsupported Media Type", typeof(HttpStatusException))]
    [TestCase(428, "Precondition Required", typeof(HttpStatusException))]
    public void Every_documented_refusal_has_its_class_code_and_message(int status, string text, Type kind)
    {
        Answer(status, Json);
        foreach (var call in new TestDelegate[]
        {
            () => Client.ListSites(),
            () => Client.ListRecordings(),
            () => Client.MoveToRecycleBin(new[] { "a" }).ThrowIfFailed(),
            () => Client.RestoreFromRecycleBin(new[] { "a" }).ThrowIfFailed(),
            () => Client.PurgeFromRecycleBin(new[] { "a" }).ThrowIfFailed(),
        })
        {
            var e = (WebexrecException)Assert.Throws(kind, call);
            Assert.AreEqual(status, e.Code);
            Assert.That(e.Message, Is.StringContaining($"{status} {text}: Why.; More. (trackingId T_1)"));
            AssertNoToken(e);
        }
    }

    [TestCase(500, "Internal Server Error")]
    [TestCase(502, "Bad Gateway")]
    [TestCase(503, "Service Unavailable")]
    [TestCase(504, "Gateway Timeout")]
    [TestCase(507, "Insufficient Storage")]
    public void A_failure_of_the_service_has_its_code_and_message(int status, string text)
    {
        Answer(status, Json);
        // What restores or purges everything is never sent again; all else would be, for some seconds.
        foreach (var call in new TestDelegate[]
        {
            () => Client.RestoreAllFromRecycleBin(null).ThrowIfFailed(),
            () => Client.PurgeAllFromRecycleBin(new ChangeOptions { SiteUrl = Simulator.Site }).ThrowIfFailed(),
        })
        {
            var e = Assert.Throws<HttpStatusException>(call);
            Assert.AreEqual(status, e.Code);
            Assert.That(e.Message, Is.StringContaining($"{status} {text}: Why.; More. (trackingId T_1)"));
        }
        Assert.AreEqual(2, Simulator.Requests.Count);
    }

    [Test]
    public void A_failure_by_chance_is_tried_again()
    {
        Simulator.Script("{'status':503}");
        Assert.IsNotEmpty(Client.ListSites());
        Assert.AreEqual(2, Simulator.Requests.Count);
    }

    [Test]
    public void A_status_that_is_not_documented_comes_through_as_its_number()
    {
        Answer(418, Json);
        Assert.AreEqual(418, Assert.Throws<HttpStatusException>(() => Client.ListSites()).Code);
    }

    [TestCase("'contentType':'text/html','body':'<html>'")]
    [TestCase("'body':null")]
    public void An_answer_without_a_message_has_the_status_for_one(string rest)
    {
        Answer(404, rest);
        var e = Assert.Throws<NotFoundException>(() => Client.ListSites());
        Assert.That(e.Message, Is.StringStarting("404 Not Found"));
    }

    [Test]
    public void A_rate_limit_that_lasts_too_long_to_be_waited_out_says_how_long()
    {
        Answer(429, "'headers':{'Retry-After':'3600'}");
        // No other test uses this token, for which the library remembers the limit.
        using (var client = new RecordingsClient("a-token-of-its-own"))
        {
            var e = Assert.Throws<RateLimitedException>(() => client.ListSites());
            Assert.AreEqual(ResultCode.RateLimited, e.Code);
            Assert.That(e.Message, Is.StringMatching("wait 360\\d seconds"));
        }
    }

    [Test]
    public void A_rate_limit_is_waited_out()
    {
        Simulator.LimitOnce(seconds: 1);
        using (var client = new RecordingsClient("waits-a-second")) Assert.IsEmpty(client.ListSites());
        Assert.AreEqual(2, Simulator.Requests.Count);
    }

    [Test]
    public void What_is_locked_for_too_long_to_be_waited_out_says_how_long()
    {
        Answer(423, "'headers':{'Retry-After':'3600'}");
        var e = Assert.Throws<HttpStatusException>(() => Client.ListSites());
        Assert.AreEqual(ResultCode.Locked, e.Code);
        Assert.That(e.Message, Is.StringContaining("423 Locked").And.StringContaining("3600 seconds"));
    }

    [Test]
    public void An_answer_of_something_else_is_no_answer()
    {
        Answer(200, "'contentType':'text/html','body':'<html>log in</html>'");
        var e = Assert.Throws<TransportException>(() => Client.ListSites());
        Assert.AreEqual(ResultCode.BadResponse, e.Code);
    }
}
