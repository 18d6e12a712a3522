// The contents of reports, reading stored reports, and the exceptions that reports become.

using System;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ReportTests : ClientTests
{
    [Test]
    public void A_report_has_the_times_the_place_and_the_counts_of_its_call()
    {
        Simulator.Script("{'status':503}");
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var recordings = Simulator.Ids(2).Select(id => new RecordingReference(id) { SizeBytes = 5000000000 });
        var report = Client.MoveToRecycleBin(recordings);
        Assert.AreEqual("moveToRecycleBin", report.Operation);
        Assert.AreEqual(Library.Version, report.Version);
        Assert.AreEqual(Environment.GetEnvironmentVariable("WEBEXREC_BASE_URL"), report.BaseUrl);
        Assert.That(report.StartedAt, Is.InRange(before, report.FinishedAt));
        Assert.That(report.FinishedAt, Is.InRange(report.StartedAt, DateTimeOffset.UtcNow.AddSeconds(1)));
        Assert.AreEqual(10000000000, report.BytesTotal);
        Assert.AreEqual(10000000000, report.BytesDone);
        Assert.AreEqual(2, report.Requests);
        Assert.AreEqual(1, report.Retries);
        Assert.That(report.Waited, Is.GreaterThan(TimeSpan.Zero));
        Assert.IsNull(report.StoppedBy);
        Assert.IsNull(report.Plan);
        Assert.IsEmpty(report.Message);
        Assert.AreEqual("moveToRecycleBin: 2 of 2 done", report.ToString());
        AssertNoToken(report.Json);
    }

    [Test]
    public void Warnings_of_the_service_are_in_the_report()
    {
        Simulator.SetBehaviour("{'warning':'soon to end'}");
        var report = Client.MoveToRecycleBin(Simulator.Ids(1));
        Assert.That(report.Warnings.Single(), Is.StringContaining("soon to end"));
    }

    [Test]
    public void A_report_has_the_reason_of_an_early_end()
    {
        Simulator.Script("{'status':429,'headers':{'Retry-After':'3600'}}");
        // No other test uses this token, because the library remembers its limit.
        using (var client = new RecordingsClient("ended-early"))
        {
            var report = client.MoveToRecycleBin(new[] { "a" });
            Assert.AreEqual(ResultCode.RateLimited, report.StoppedBy.Code);
            Assert.That(report.StoppedBy.RetryAfter.Value.TotalSeconds, Is.InRange(3590, 3610));
            var e = Assert.Throws<RateLimitedException>(() => report.ThrowIfFailed());
            Assert.AreEqual(report.StoppedBy.RetryAfter, e.RetryAfter);
        }
    }

    [Test]
    public void A_stored_report_is_read_unchanged()
    {
        var report = Client.MoveToRecycleBin(Simulator.Ids(1).Concat(new[] { "wrong" }));
        var stored = ChangeReport.Parse(report.Json);
        Assert.AreEqual(report.ToString(), stored.ToString());
        Assert.AreEqual(report.FinishedAt, stored.FinishedAt);
        Assert.That(stored.Results.Select(result => result.ToString()),
            Is.EqualTo(report.Results.Select(result => result.ToString())));
        Assert.AreEqual(report.Json, stored.Json);
    }

    [Test]
    public void An_outcome_of_a_later_version_does_not_count_as_done()
    {
        var report = ChangeReport.Parse(
            "{\"results\":[{\"id\":\"a\",\"outcome\":\"better\"},{\"id\":\"b\"},{\"id\":\"c\",\"outcome\":\"1\"}]}");
        Assert.AreEqual(3, report.WithOutcome(RecordingOutcome.Unknown).Count);
        Assert.IsEmpty(report.Done);
        Assert.IsFalse(report.IsSuccess);
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("{} {}")]
    [TestCase("{\"result\":0,}")]
    [TestCase("{\"result\" 0}")]
    [TestCase("{\"results\":[{}")]
    [TestCase("{\"results\":[{},]}")]
    [TestCase("{\"message\":\"\\u12\"}")]
    [TestCase("{\"message\":\"a")]
    [TestCase("{\"message\":\"a\\")]
    [TestCase("{\"result\":}")]
    public void Invalid_JSON_is_not_a_report(string json)
    {
        Assert.Throws<FormatException>(() => ChangeReport.Parse(json));
    }

    [Test]
    public void Numbers_and_strings_are_read_exactly()
    {
        var report = ChangeReport.Parse(" { \"a\" : [ 1 , { } , [ ] , null ] , \"bytes\" : { \"total\" : " +
            "9223372036854775807 , \"done\" : 99999999999999999999 } , \"waitedSeconds\" : 1.5e1 , \"message\" : " +
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\\ud83c\\udfac\" , \"result\" : 40 } ");
        Assert.AreEqual(long.MaxValue, report.BytesTotal);
        Assert.AreEqual(0, report.BytesDone);
        Assert.AreEqual(TimeSpan.FromSeconds(15), report.Waited);
        Assert.AreEqual("\"\\/\b\f\n\r\tü🎬", report.Message);
        Assert.AreEqual(40, report.Code);
    }

    [TestCase(4, typeof(InvalidInputException))]
    [TestCase(21, typeof(TransportException))]
    [TestCase(40, typeof(PartialException))]
    [TestCase(41, typeof(UncertainException))]
    [TestCase(42, typeof(WebexrecException))]
    [TestCase(43, typeof(DeadlineException))]
    [TestCase(44, typeof(RateLimitedException))]
    [TestCase(45, typeof(WebexrecException))]
    [TestCase(90, typeof(InternalException))]
    [TestCase(99, typeof(InternalException))]
    [TestCase(401, typeof(UnauthorizedException))]
    [TestCase(403, typeof(ForbiddenException))]
    [TestCase(404, typeof(NotFoundException))]
    [TestCase(418, typeof(HttpStatusException))]
    [TestCase(1000, typeof(WebexrecException))]
    public void Every_code_has_the_exception_of_its_class(int code, Type kind)
    {
        var report = ChangeReport.Parse("{\"result\":" + code + ",\"message\":\"why\"}");
        var e = (WebexrecException)Assert.Throws(kind, () => report.ThrowIfFailed());
        Assert.AreEqual(code, e.Code);
        Assert.AreEqual("why", e.Message);
    }

    [Test]
    public void All_exceptions_except_that_of_a_cancelled_call_have_one_base_class()
    {
        var others = typeof(WebexrecException).Assembly.GetExportedTypes()
            .Where(typeof(Exception).IsAssignableFrom)
            .Where(type => !typeof(WebexrecException).IsAssignableFrom(type));
        Assert.That(others, Is.EqualTo(new[] { typeof(RecordingsCanceledException) }));
        Assert.IsTrue(typeof(OperationCanceledException).IsAssignableFrom(typeof(RecordingsCanceledException)));
    }
}
