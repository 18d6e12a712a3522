// What the service answers other than success becomes an exception with the status as its code.

using System;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class HttpStatusTests
{
    private const string Json =
        "'contentType':'application/json','headers':{'trackingid':''}," +
        "'body':'{\\\"message\\\":\\\"Why.\\\"," +
        "\\\"errors\\\":[{\\\"description\\\":\\\"More.\\\"}],\\\"trackingId\\\":\\\"T_1\\\"}'";

    [SetUp]
    public void Reset()
    {
        Simulator.Reset();
    }

    // Answered for as long as it is asked, so that it doesn't matter which of these are tried again.
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
    [TestCase(423, "Locked", typeof(HttpStatusException))]
    [TestCase(428, "Precondition Required", typeof(HttpStatusException))]
    [TestCase(429, "Too Many Requests", typeof(TooManyRequestsException))]
    [TestCase(500, "Internal Server Error", typeof(HttpStatusException))]
    [TestCase(502, "Bad Gateway", typeof(HttpStatusException))]
    [TestCase(503, "Service Unavailable", typeof(HttpStatusException))]
    [TestCase(504, "Gateway Timeout", typeof(HttpStatusException))]
    public void Every_documented_status_has_its_class_code_and_message(int status, string text, Type kind)
    {
        Answer(status, Json);
        foreach (var call in new TestDelegate[]
        {
            () => Recordings.ListSites(Simulator.UserToken),
            () => Recordings.ListRecordings(Simulator.UserToken),
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, new[] { "a" }),
            () => Recordings.RestoreFromRecycleBin(Simulator.UserToken, new[] { "a" }),
            () => Recordings.PurgeFromRecycleBin(Simulator.UserToken, new[] { "a" }),
        })
        {
            var e = (WebexrecException)Assert.Throws(kind, call);
            Assert.AreEqual(status, e.Code);
            Assert.That(e.Message, Is.StringContaining($"{status} {text}: Why.; More. (trackingId T_1)"));
            Assert.That(e.ToString(), Is.Not.StringContaining(Simulator.UserToken));
        }
    }

    [TestCase(418)]
    [TestCase(507)]
    public void A_status_that_is_not_documented_comes_through_as_its_number(int status)
    {
        Answer(status, Json);
        Assert.AreEqual(
            status, Assert.Throws<HttpStatusException>(() => Recordings.ListSites(Simulator.UserToken)).Code);
    }

    [TestCase("'contentType':'text/html','body':'<html>'")]
    [TestCase("'body':null")]
    public void An_answer_without_a_message_has_the_status_for_one(string rest)
    {
        Answer(404, rest);
        var e = Assert.Throws<NotFoundException>(() => Recordings.ListSites(Simulator.UserToken));
        Assert.That(e.Message, Is.StringStarting("404 Not Found"));
    }

    [TestCase(429)]
    [TestCase(423)]
    public void Too_many_requests_and_locked_say_how_long_to_wait(int status)
    {
        Answer(status, "'headers':{'Retry-After':'3600'}");
        var e = (HttpStatusException)Assert.Throws(
            Is.InstanceOf<HttpStatusException>(), () => Recordings.ListSites(Simulator.UserToken));
        Assert.That(e.Message, Is.StringContaining("3600 seconds"));
    }

    [Test]
    public void An_answer_of_something_else_is_no_answer()
    {
        Answer(200, "'contentType':'text/html','body':'<html>log in</html>'");
        var e = Assert.Throws<TransportException>(() => Recordings.ListSites(Simulator.UserToken));
        Assert.AreEqual(ResultCode.BadAnswer, e.Code);
    }

    [Test]
    public void No_connection_is_a_transport_failure()
    {
        var probe = Program.Managed("Probe.exe").With("WEBEXREC_BASE_URL", "http://127.0.0.1:1/v1");
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"TransportException {ResultCode.Connect}: "));
    }
}
