// A response other than success becomes an exception with the HTTP status as its code.

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

    /// <summary>Scripts the response to all further requests.</summary>
    private static void Respond(int status, string members)
    {
        Simulator.Script($"{{'status':{status},'count':100000,{members}}}");
    }

    [TestCase(400, "Bad Request", typeof(HttpStatusException))]
    [TestCase(401, "Unauthorized", typeof(UnauthorizedException))]
    [TestCase(403, "Forbidden", typeof(ForbiddenException))]
    [TestCase(404, "Not Found", typeof(NotFoundException))]
    [TestCase(405, "Method Not Allowed", typeof(HttpStatusException))]
    [TestCase(409, "Conflict", typeof(HttpStatusException))]
    [TestCase(410, "Gone", typeof(HttpStatusException))]
    [TestCase(415, "Unsupported Media Type", typeof(HttpStatusException))]
    [TestCase(418, "I'm a teapot", typeof(HttpStatusException))]
    [TestCase(428, "Precondition Required", typeof(HttpStatusException))]
    public void A_refusal_has_the_class_code_and_message_of_its_status(int status, string text, Type kind)
    {
        Respond(status, Json);
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
    public void A_failure_of_the_service_has_the_code_and_message_of_its_status(int status, string text)
    {
        Respond(status, Json);
        // Requests that change everything are never repeated; any other would be, for some seconds.
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

    [TestCase("'contentType':'text/html','body':'<html>'")]
    [TestCase("'body':null")]
    public void A_response_without_a_message_has_the_text_of_its_status(string members)
    {
        Respond(404, members);
        var e = Assert.Throws<NotFoundException>(() => Client.ListSites());
        Assert.That(e.Message, Is.StringStarting("404 Not Found"));
    }

    [Test]
    public void A_rate_limit_beyond_the_max_wait_says_how_long_to_wait()
    {
        Respond(429, "'headers':{'Retry-After':'3600'}");
        // No other test uses this token, because the library remembers its limit.
        using (var client = new RecordingsClient("a-token-of-its-own"))
        {
            var e = Assert.Throws<RateLimitedException>(() => client.ListSites());
            Assert.AreEqual(ResultCode.RateLimited, e.Code);
            Assert.That(e.Message, Is.StringMatching("wait 360\\d seconds"));
        }
    }

    [Test]
    public void A_lock_beyond_the_max_wait_says_how_long_to_wait()
    {
        Respond(423, "'headers':{'Retry-After':'3600'}");
        var e = Assert.Throws<HttpStatusException>(() => Client.ListSites());
        Assert.AreEqual(ResultCode.Locked, e.Code);
        Assert.That(e.Message, Is.StringContaining("423 Locked").And.StringContaining("3600 seconds"));
    }

    [Test]
    public void A_response_that_is_not_from_the_service_is_a_transport_failure()
    {
        Respond(200, "'contentType':'text/html','body':'<html>log in</html>'");
        var e = Assert.Throws<TransportException>(() => Client.ListSites());
        Assert.AreEqual(ResultCode.BadResponse, e.Code);
    }
}
