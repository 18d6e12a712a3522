// Reports that were kept, the exceptions they become, and what stands in for a client in a test.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ReportTests : ClientTests
{
    private static string Results(params string[] members)
    {
        return "{\"results\":[" + string.Join(",", members.Select(member => "{" + member + "}")) + "]}";
    }

    [Test]
    public void A_report_says_when_and_where_it_was_and_what_it_took()
    {
        Simulator.Script("{'status':503}");
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var given = Simulator.Ids(2).Select(id => new RecordingReference(id) { SizeBytes = 5000000000 });
        var report = Client.MoveToRecycleBin(given);
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
        Simulator.Behave("{'warning':'soon to end'}");
        var report = Client.MoveToRecycleBin(Simulator.Ids(1));
        Assert.That(report.Warnings.Single(), Is.StringContaining("soon to end"));
    }

    [Test]
    public void What_ended_a_call_early_is_in_the_report()
    {
        Simulator.Script("{'status':429,'headers':{'Retry-After':'3600'}}");
        // No other test uses this token, for which the library remembers the limit.
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
    public void A_kept_report_is_the_same_again()
    {
        var report = Client.MoveToRecycleBin(Simulator.Ids(1).Concat(new[] { "wrong" }));
        var kept = ChangeReport.Parse(report.Json);
        Assert.AreEqual(report.ToString(), kept.ToString());
        Assert.AreEqual(report.FinishedAt, kept.FinishedAt);
        Assert.That(kept.Results.Select(result => result.ToString()),
            Is.EqualTo(report.Results.Select(result => result.ToString())));
        Assert.AreEqual(report.Json, kept.Json);
    }

    [Test]
    public void An_outcome_that_this_version_does_not_know_does_not_pass_for_done()
    {
        var report = ChangeReport.Parse(Results(
            "\"id\":\"a\",\"outcome\":\"better\"", "\"id\":\"b\"", "\"id\":\"c\",\"outcome\":\"1\""));
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
    public void What_is_not_json_is_no_report(string json)
    {
        Assert.Throws<FormatException>(() => ChangeReport.Parse(json));
    }

    [Test]
    public void Numbers_and_texts_are_read_as_they_are()
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
    public void Every_code_has_an_exception_of_its_kind(int code, Type kind)
    {
        var report = ChangeReport.Parse("{\"result\":" + code + ",\"message\":\"why\"}");
        var e = (WebexrecException)Assert.Throws(kind, () => report.ThrowIfFailed());
        Assert.AreEqual(code, e.Code);
        Assert.AreEqual("why", e.Message);
    }

    [Test]
    public void All_exceptions_are_of_one_kind_but_that_of_a_cancelled_call()
    {
        var others = typeof(WebexrecException).Assembly.GetExportedTypes()
            .Where(typeof(Exception).IsAssignableFrom)
            .Where(type => !typeof(WebexrecException).IsAssignableFrom(type));
        Assert.That(others, Is.EqualTo(new[] { typeof(RecordingsCanceledException) }));
        Assert.IsTrue(typeof(OperationCanceledException).IsAssignableFrom(typeof(RecordingsCanceledException)));
    }

    [Test]
    public void A_program_can_be_tested_without_the_service()
    {
        IRecordingsClient client = new Mock();
        Assert.AreEqual("a", client.MoveToRecycleBin(new[] { "a" }).Done.Single().Id);
        Assert.AreEqual("a", client.MoveToRecycleBinAsync(client.ListRecordings()).Result.Done.Single().Id);
        Assert.IsEmpty(Simulator.Requests);
    }

    /// <summary>A client as a program's own tests may have one.</summary>
    private sealed class Mock : IRecordingsClient
    {
        public ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            progress?.Report(new RecordingsProgress { Total = 1, Done = 1 });
            return ChangeReport.Parse(Results($"\"id\":\"{recordings.Single().Id}\",\"outcome\":\"done\""));
        }

        public Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return Task.FromResult(MoveToRecycleBin(recordings));
        }

        public IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return new[] { new Recording("a") { Topic = "Weekly", CreateTime = DateTimeOffset.Now } };
        }

        public ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery q, IProgress<RecordingsProgress> p, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public IReadOnlyList<Site> ListSites(string userEmail, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public Task<IReadOnlyList<Site>> ListSitesAsync(string userEmail, CancellationToken c)
        {
            throw new NotSupportedException();
        }

        public void Dispose() { }
    }
}
