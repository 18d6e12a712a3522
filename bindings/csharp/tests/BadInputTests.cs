// What can't be used is refused with its code, a message that names it, and no request.

using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class BadInputTests
{
    private const string Good = "[\"00000000000000000000000000000000\"]";

    [SetUp]
    public void Reset()
    {
        Simulator.Reset();
    }

    private static void AssertRefused(int code, string part, TestDelegate call)
    {
        var e = Assert.Throws<InvalidInputException>(call);
        Assert.AreEqual(code, e.Code, e.Message);
        Assert.That(e.Message, Is.StringContaining(part));
        Assert.That(e.ToString(), Is.Not.StringContaining("s3cret"));
        Assert.IsEmpty(Simulator.Requests);
    }

    [TestCase(null, ResultCode.NullPointer)]
    [TestCase("", ResultCode.InvalidToken)]
    [TestCase("s3cret\n", ResultCode.InvalidToken)]
    [TestCase("s3cret\0more", ResultCode.InvalidToken)]
    [TestCase("Bearer s3cret", ResultCode.InvalidToken)]
    public void A_token_that_can_not_be_one(string token, int code)
    {
        AssertRefused(code, "token", () => Recordings.MoveToRecycleBin(token, Good));
        AssertRefused(code, "token", () => Recordings.RestoreFromRecycleBin(token, Good));
        AssertRefused(code, "token", () => Recordings.PurgeFromRecycleBin(token, Good));
        AssertRefused(code, "token", () => Recordings.ListRecordings(token));
        AssertRefused(code, "token", () => Recordings.ListSites(token));
    }

    [TestCase(null, ResultCode.NullPointer)]
    [TestCase("", ResultCode.NotJson)]
    [TestCase("a,b", ResultCode.NotJson)]
    [TestCase("[\"a\"", ResultCode.NotJson)]
    [TestCase("[\"a\0\"]", ResultCode.InvalidRecordings)]
    [TestCase("{}", ResultCode.InvalidRecordings)]
    [TestCase("null", ResultCode.InvalidRecordings)]
    [TestCase("[7]", ResultCode.InvalidRecordings)]
    [TestCase("[{\"topic\":\"a\"}]", ResultCode.InvalidRecordings)]
    [TestCase("[\"\"]", ResultCode.InvalidRecordings)]
    [TestCase("[{\"id\":\"a\",\"siteUrl\":\"a.webex.com\"},{\"id\":\"a\",\"siteUrl\":\"b.webex.com\"}]",
        ResultCode.InvalidRecordings)]
    [TestCase("[]", ResultCode.NoRecordings)]
    public void Recordings_that_are_not_an_array_of_them(string recordings, int code)
    {
        AssertRefused(code, "recordings", () => Recordings.MoveToRecycleBin(Simulator.UserToken, recordings));
        AssertRefused(code, "recordings", () => Recordings.RestoreFromRecycleBin(Simulator.UserToken, recordings));
        AssertRefused(code, "recordings", () => Recordings.PurgeFromRecycleBin(Simulator.UserToken, recordings));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("b\0c")]
    [TestCase("b\n")]
    public void Ids_of_which_one_is_none(string id)
    {
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]",
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, new[] { "a", id }));
    }

    [Test]
    public void The_token_among_the_ids()
    {
        AssertRefused(ResultCode.InvalidRecordings, "recordings_json[1]",
            () => Recordings.MoveToRecycleBin("s3cret", new[] { "a", "s3cret" }));
    }

    [Test]
    public void No_ids()
    {
        AssertRefused(ResultCode.NoRecordings, "recordings",
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, new string[0]));
    }

    [Test]
    public void Ids_that_are_null()
    {
        AssertRefused(ResultCode.NullPointer, "recordings",
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, (string[])null));
    }

    [Test]
    public void Half_of_a_surrogate_pair()
    {
        string half = "\ud83c", token = Simulator.UserToken;
        AssertRefused(ResultCode.NotUtf8, "token", () => Recordings.ListSites(half));
        AssertRefused(ResultCode.NotUtf8, "recordings", () => Recordings.MoveToRecycleBin(token, new[] { half }));
        AssertRefused(ResultCode.NotUtf8, "siteUrl", () => Recordings.MoveToRecycleBin(token, Good, half));
        AssertRefused(ResultCode.NotUtf8, "hostEmail", () => Recordings.MoveToRecycleBin(token, Good, null, half));
        AssertRefused(ResultCode.NotUtf8, "query", () => Recordings.ListRecordings(token, half));
        AssertRefused(ResultCode.NotUtf8, "userEmail", () => Recordings.ListSites(token, half));
    }

    [TestCase("")]
    [TestCase("https://example.webex.com")]
    [TestCase("example.webex.com/site")]
    [TestCase("example .webex.com")]
    [TestCase("example.webex.com\0")]
    public void A_site_that_is_not_a_plain_name(string siteUrl)
    {
        AssertRefused(ResultCode.InvalidSiteUrl, "site",
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, Good, siteUrl));
    }

    [TestCase("")]
    [TestCase("alice")]
    [TestCase("alice@example.com\0")]
    public void A_host_or_user_that_is_not_an_email_address(string email)
    {
        AssertRefused(ResultCode.InvalidHostEmail, "host",
            () => Recordings.MoveToRecycleBin(Simulator.UserToken, Good, hostEmail: email));
        AssertRefused(ResultCode.InvalidHostEmail, "user", () => Recordings.ListSites(Simulator.UserToken, email));
    }

    [TestCase("", ResultCode.NotJson)]
    [TestCase("{", ResultCode.NotJson)]
    [TestCase("{\"topic\":\"a\0\"}", ResultCode.InvalidQuery)]
    [TestCase("[]", ResultCode.InvalidQuery)]
    [TestCase("{\"form\":\"2026-01-01\"}", ResultCode.InvalidQuery)]
    [TestCase("{\"max\":101}", ResultCode.InvalidQuery)]
    [TestCase("{\"to\":\"2026-01-01\"}", ResultCode.InvalidQuery)]
    public void A_query_with_anything_unknown_or_out_of_range(string query, int code)
    {
        AssertRefused(code, "query", () => Recordings.ListRecordings(Simulator.UserToken, query));
    }

    [Test]
    public void Flags_that_the_method_does_not_take()
    {
        string token = Simulator.UserToken;
        foreach (uint flags in new uint[] { 1, 16, 32, 64, 2 | 8 })
            AssertRefused(ResultCode.InvalidFlags, "flags",
                () => Recordings.MoveToRecycleBin(token, Good, flags: (RecordingFlags)flags));
        AssertRefused(ResultCode.InvalidFlags, "flags",
            () => Recordings.ListRecordings(token, flags: RecordingFlags.DryRun));
    }

    [Test]
    public void Recordings_together_with_the_flag_for_all()
    {
        Assert.Throws<InvalidInputException>(
            () => Recordings.RestoreFromRecycleBin(Simulator.UserToken, Good, flags: RecordingFlags.All));
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public void A_purge_of_everything_without_a_site()
    {
        AssertRefused(ResultCode.InvalidSiteUrl, "site", () => Recordings.PurgeFromRecycleBin(
            Simulator.UserToken, new string[0], flags: RecordingFlags.All));
    }

    [Test]
    public void A_purge_of_what_is_not_in_the_recycle_bin()
    {
        AssertRefused(ResultCode.InvalidRecordings, "available", () => Recordings.PurgeFromRecycleBin(
            Simulator.UserToken, "[{\"id\":\"a\",\"status\":\"available\"}]"));
    }

    [Test]
    public void More_than_100_recordings_for_a_single_request()
    {
        AssertRefused(ResultCode.TooManyRecordings, "recordings", () => Recordings.MoveToRecycleBin(
            Simulator.UserToken, Enumerable.Range(0, 101).Select(number => "id" + number),
            flags: RecordingFlags.SingleRequest));
    }

    [TestCase("http://webexapis.com/v1", ResultCode.InsecureUrl)]
    [TestCase("https://example.com/v1", ResultCode.InsecureUrl)]
    [TestCase("webexapis.com", ResultCode.InvalidOption)]
    public void A_base_url_in_the_environment_that_is_not_safe_for_a_token(string baseUrl, int code)
    {
        var probe = Program.Managed("Probe.exe").With("WEBEXREC_BASE_URL", baseUrl);
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"InvalidInputException {code}: WEBEXREC_BASE_URL "));
        Assert.That(probe.Output, Is.Not.StringContaining(Simulator.UserToken));
    }
}
