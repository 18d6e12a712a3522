// Invalid input is refused with its code and a message that names it, and nothing is sent.

using System;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class BadInputTests : ClientTests
{
    private static readonly string[] ValidIds = { "00000000000000000000000000000000" };

    private static void AssertRefused(int code, string part, TestDelegate call)
    {
        var e = Assert.Throws<InvalidInputException>(call);
        Assert.AreEqual(code, e.Code, e.Message);
        Assert.That(e.Message, Is.StringContaining(part));
        Assert.That(e.ToString(), Is.Not.StringContaining("s3cret"));
        Assert.IsNull(e.Report);
        Assert.IsEmpty(Simulator.Requests);
    }

    [TestCase(null, ResultCode.NullPointer)]
    [TestCase("", ResultCode.InvalidToken)]
    [TestCase("s3cret\n", ResultCode.InvalidToken)]
    [TestCase("s3cret\0more", ResultCode.InvalidToken)]
    [TestCase("Bearer s3cret", ResultCode.InvalidToken)]
    public void An_invalid_token_is_refused(string token, int code)
    {
        AssertRefused(code, "token", () => new RecordingsClient(token));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("b\0c")]
    [TestCase("b\n")]
    public void An_invalid_id_is_refused_with_its_position(string id)
    {
        var ids = new[] { "a", id };
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]", () => Client.MoveToRecycleBin(ids));
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]", () => Client.RestoreFromRecycleBin(ids));
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]", () => Client.PurgeFromRecycleBin(ids));
    }

    [Test]
    public void A_null_recording_is_refused_with_its_position()
    {
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]",
            () => Client.MoveToRecycleBin(new[] { new Recording("a"), null }));
    }

    [Test]
    public void The_token_is_refused_as_an_id()
    {
        using (var client = new RecordingsClient("s3cret"))
            AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]",
                () => client.MoveToRecycleBin(new[] { "a", "s3cret" }));
    }

    [Test]
    public void An_id_with_two_sites_is_refused()
    {
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]", () => Client.MoveToRecycleBin(new[]
        {
            new RecordingReference("a") { SiteUrl = "a.webex.com" },
            new RecordingReference("a") { SiteUrl = "b.webex.com" },
        }));
    }

    [Test]
    public void An_empty_sequence_of_recordings_is_refused()
    {
        AssertRefused(ResultCode.NoRecordings, "recordings", () => Client.MoveToRecycleBin(new string[0]));
        AssertRefused(ResultCode.NoRecordings, "recordings", () => Client.RestoreFromRecycleBin(new string[0]));
        AssertRefused(ResultCode.NoRecordings, "recordings", () => Client.PurgeFromRecycleBin(new Recording[0]));
    }

    [Test]
    public void A_null_sequence_of_recordings_is_refused()
    {
        AssertRefused(ResultCode.NullPointer, "recordings", () => Client.MoveToRecycleBin((string[])null));
        AssertRefused(ResultCode.NullPointer, "recordings", () => Client.PurgeFromRecycleBin((Recording[])null));
    }

    [Test]
    public void Half_of_a_surrogate_pair_is_refused_in_every_parameter()
    {
        string half = "\ud83c";
        AssertRefused(ResultCode.NotUtf8, "token", () => new RecordingsClient("s3cret" + half));
        AssertRefused(ResultCode.NotUtf8, "recordings", () => Client.MoveToRecycleBin(new[] { half }));
        AssertRefused(ResultCode.NotUtf8, "SiteUrl",
            () => Client.MoveToRecycleBin(ValidIds, new ChangeOptions { SiteUrl = half }));
        AssertRefused(ResultCode.NotUtf8, "HostEmail",
            () => Client.MoveToRecycleBin(ValidIds, new ChangeOptions { HostEmail = half }));
        AssertRefused(ResultCode.NotUtf8, "query", () => Client.ListRecordings(new RecordingQuery { Topic = half }));
        AssertRefused(ResultCode.NotUtf8, "userEmail", () => Client.ListSites(half));
        AssertRefused(ResultCode.NotUtf8, "Proxy",
            () => new RecordingsClient("a", new RecordingsClientOptions { Proxy = half }));
    }

    [TestCase("")]
    [TestCase("https://example.webex.com")]
    [TestCase("example.webex.com/site")]
    [TestCase("example .webex.com")]
    [TestCase("example.webex.com\0")]
    public void A_site_that_is_not_a_plain_name_is_refused(string siteUrl)
    {
        var options = new ChangeOptions { SiteUrl = siteUrl };
        AssertRefused(ResultCode.InvalidSiteUrl, "ite", () => Client.MoveToRecycleBin(ValidIds, options));
        AssertRefused(ResultCode.InvalidSiteUrl, "ite", () => Client.PurgeAllFromRecycleBin(options));
    }

    [TestCase("")]
    [TestCase("alice")]
    [TestCase("alice@example.com\0")]
    public void An_invalid_email_address_of_a_host_or_user_is_refused(string email)
    {
        AssertRefused(ResultCode.InvalidHostEmail, "ost",
            () => Client.MoveToRecycleBin(ValidIds, new ChangeOptions { HostEmail = email }));
        AssertRefused(ResultCode.InvalidHostEmail, "user", () => Client.ListSites(email));
    }

    [TestCase("Status", "gone")]
    [TestCase("Topic", "")]
    [TestCase("Topic", "a\0")]
    [TestCase("Format", "mp3")]
    [TestCase("ServiceType", "Kitchen")]
    [TestCase("SiteUrl", "https://example.webex.com")]
    [TestCase("HostEmail", "alice")]
    [TestCase("Max", 101)]
    [TestCase("Max", 0)]
    [TestCase("Max", -1)]
    public void A_query_with_an_invalid_value_is_refused(string property, object value)
    {
        var query = new RecordingQuery();
        typeof(RecordingQuery).GetProperty(property).SetValue(query, value);
        AssertRefused(ResultCode.InvalidQuery, char.ToLower(property[0]) + property.Substring(1),
            () => Client.ListRecordings(query));
    }

    [Test]
    public void A_query_without_a_start_or_with_an_end_before_it_is_refused()
    {
        var now = DateTimeOffset.Now;
        AssertRefused(ResultCode.InvalidQuery, "from", () => Client.ListRecordings(new RecordingQuery { To = now }));
        AssertRefused(ResultCode.InvalidQuery, "from",
            () => Client.ListRecordings(new RecordingQuery { From = now, To = now.AddDays(-1) }));
    }

    [Test]
    public void A_query_for_the_organization_and_one_host_is_refused()
    {
        AssertRefused(ResultCode.InvalidQuery, "hostEmail", () => Client.ListRecordings(
            new RecordingQuery { Admin = true, HostEmail = "alice@example.com" }));
    }

    [Test]
    public void Options_that_exclude_one_another_are_refused()
    {
        AssertRefused(ResultCode.InvalidFlags, "flags",
            () => Client.MoveToRecycleBin(ValidIds, new ChangeOptions { DryRun = true, Verify = true }));
        AssertRefused(ResultCode.InvalidFlags, "flags",
            () => Client.RestoreAllFromRecycleBin(new ChangeOptions { SingleRequest = true }));
    }

    [Test]
    public void Purging_everything_without_a_site_is_refused()
    {
        AssertRefused(ResultCode.InvalidSiteUrl, "site", () => Client.PurgeAllFromRecycleBin(null));
        AssertRefused(ResultCode.InvalidSiteUrl, "site", () => Client.PurgeAllFromRecycleBin(new ChangeOptions()));
    }

    [Test]
    public void Purging_an_available_recording_is_refused()
    {
        AssertRefused(ResultCode.InvalidRecordings, "available",
            () => Client.PurgeFromRecycleBin(new[] { new Recording("a") { Status = RecordingStatus.Available } }));
    }

    [Test]
    public void More_than_100_recordings_in_a_single_request_are_refused()
    {
        AssertRefused(ResultCode.TooManyRecordings, "recordings", () => Client.MoveToRecycleBin(
            Enumerable.Range(0, 101).Select(number => "id" + number), new ChangeOptions { SingleRequest = true }));
    }

    [Test]
    public void An_asynchronous_call_returns_its_refusal_in_the_task()
    {
        var change = Client.MoveToRecycleBinAsync(new string[0]);
        Assert.AreEqual(ResultCode.NoRecordings, Thrown<InvalidInputException>(change).Code);
        Assert.IsTrue(change.IsFaulted);
        Assert.AreEqual(ResultCode.NotUtf8, Thrown<InvalidInputException>(Client.ListSitesAsync("\ud83c")).Code);
        var ids = ValidIds.Select<string, string>(id => throw new NotSupportedException("not these"));
        Thrown<NotSupportedException>(Client.MoveToRecycleBinAsync(ids));
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public void An_invalid_client_option_is_refused_by_name()
    {
        foreach (var wrong in new (string, RecordingsClientOptions)[]
        {
            ("concurrency", new RecordingsClientOptions { Concurrency = 33 }),
            ("Concurrency", new RecordingsClientOptions { Concurrency = -1 }),
            ("max_attempts", new RecordingsClientOptions { MaxAttempts = 0 }),
            ("connect_timeout_ms", new RecordingsClientOptions { ConnectTimeout = TimeSpan.Zero }),
            ("request_timeout_ms", new RecordingsClientOptions { RequestTimeout = TimeSpan.FromDays(2) }),
            ("RequestTimeout", new RecordingsClientOptions { RequestTimeout = TimeSpan.MaxValue }),
            ("Deadline", new RecordingsClientOptions { Deadline = TimeSpan.FromTicks(-10000) }),
            ("max_wait_seconds", new RecordingsClientOptions { MaxWait = TimeSpan.FromDays(8) }),
            ("base_url", new RecordingsClientOptions { BaseUrl = "webexapis.com" }),
            ("BaseUrl", new RecordingsClientOptions { BaseUrl = "https://webexapis.com/v1\0" }),
            ("CA file", new RecordingsClientOptions { CaFile = "/no/such/file" }),
            ("proxy", new RecordingsClientOptions { Proxy = "ftp://proxy.example.com" }),
            ("user_agent", new RecordingsClientOptions { UserAgent = "a\nb" }),
        })
            AssertRefused(ResultCode.InvalidOption, wrong.Item1, () => new RecordingsClient("a", wrong.Item2));
    }

    [Test]
    public void A_base_url_with_plain_http_is_refused()
    {
        var options = new RecordingsClientOptions { BaseUrl = "http://webexapis.com/v1" };
        AssertRefused(ResultCode.InsecureUrl, "http", () => new RecordingsClient("s3cret", options));
    }

    [Test]
    public void A_client_without_a_token_or_provider_is_refused()
    {
        AssertRefused(ResultCode.NullPointer, "token", () => new RecordingsClient(new RecordingsClientOptions()));
    }

    [TestCase("http://webexapis.com/v1", ResultCode.InsecureUrl)]
    [TestCase("https://example.com/v1", ResultCode.InsecureUrl)]
    [TestCase("webexapis.com", ResultCode.InvalidOption)]
    public void An_unsafe_base_url_in_the_environment_is_refused(string baseUrl, int code)
    {
        var probe = ChildProcess.Managed("Probe.exe").With("WEBEXREC_BASE_URL", baseUrl);
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"InvalidInputException {code}: WEBEXREC_BASE_URL "));
        Assert.That(probe.Output, Is.Not.StringContaining(Simulator.UserToken));
    }
}
