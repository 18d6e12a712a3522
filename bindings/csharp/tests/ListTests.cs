// Listing recordings and sites.

using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ListTests
{
    private const string EverSince = "{\"from\":\"2000-01-01\"}";

    [SetUp]
    public void Reset()
    {
        Simulator.Reset();
    }

    private static List<Dictionary<string, object>> List(string query, RecordingFlags flags = RecordingFlags.None)
    {
        return Json.Objects(Recordings.ListRecordings(Simulator.UserToken, query, flags));
    }

    [Test]
    public void All_pages_are_listed_empty_ones_too()
    {
        Simulator.Behave("{'emptyPages':true}");
        var listed = List("{\"from\":\"2000-01-01\",\"siteUrl\":\"example.webex.com\",\"max\":40}")
            .Where(recording => !true.Equals(recording["shareToMe"])).Select(recording => (string)recording["id"]);
        Assert.That(listed, Is.EquivalentTo(Simulator.Ids(250)));
        Assert.That(Simulator.Requests.Count, Is.GreaterThan(7));
    }

    [Test]
    public void Without_a_query_the_last_seven_days_are_listed()
    {
        Assert.That(List(null).Count, Is.InRange(1, 100));
    }

    [Test]
    public void The_recycle_bin_is_listed_by_status()
    {
        var ids = Simulator.Ids(3);
        Recordings.MoveToRecycleBin(Simulator.UserToken, ids);
        var listed = List("{\"from\":\"2000-01-01\",\"status\":\"deleted\"}");
        Assert.That(listed.Select(recording => recording["id"]), Is.EquivalentTo(ids));
    }

    [Test]
    public void Secrets_are_left_out()
    {
        var secrets = new[] { "password", "downloadUrl", "playbackUrl" };
        foreach (var recording in List(EverSince)) Assert.That(recording.Keys.Intersect(secrets), Is.Empty);
    }

    [Test]
    public void Secrets_are_kept_when_asked_for()
    {
        var recording = List(EverSince, RecordingFlags.IncludeSecrets).First();
        Assert.That(recording.Keys, Has.Member("password").And.Member("downloadUrl").And.Member("playbackUrl"));
    }

    [Test]
    public void An_admin_lists_more_than_the_thirty_days_that_the_service_shows_at_once()
    {
        var listed = Json.Objects(
            Recordings.ListRecordings(Simulator.AdminToken, "{\"from\":\"2020-01-01\"}", RecordingFlags.Admin));
        var there = Simulator.Recordings.Where(recording => (string)recording["siteUrl"] == Simulator.Site);
        Assert.That(listed.Select(recording => recording["id"]),
            Is.EquivalentTo(there.Select(recording => recording["id"])));
    }

    [Test]
    public void An_admin_lists_the_recordings_of_all_hosts()
    {
        var hosts = Json.Objects(Recordings.ListRecordings(Simulator.AdminToken, null, RecordingFlags.Admin))
            .Select(recording => recording["hostEmail"]).Distinct();
        Assert.That(hosts.Count(), Is.GreaterThan(1));
        Assert.AreEqual("/admin/recordings", Simulator.Requests.First()["path"]);
    }

    [Test]
    public void An_admin_lists_the_recordings_of_a_host_whose_address_has_a_plus_sign()
    {
        const string query = "{\"from\":\"2000-01-01\",\"hostEmail\":\"dave+events@example.com\"}";
        var hosts = Json.Objects(Recordings.ListRecordings(Simulator.AdminToken, query))
            .Where(recording => !true.Equals(recording["shareToMe"])).Select(recording => recording["hostEmail"]);
        Assert.That(hosts.Distinct(), Is.EqualTo(new[] { "dave+events@example.com" }));
    }

    [Test]
    public void Topics_are_utf8_on_the_way_out_and_back()
    {
        Simulator.Script("{'body':'{\\'items\\':[{\\'id\\':\\'1\\',\\'topic\\':\\'Jürgen + 漢🎬\\'}]}'"
            .Replace("\\'", "\\\"") + ",'status':200,'contentType':'application/json'}");
        Assert.AreEqual("Jürgen + 漢🎬", List("{\"topic\":\"Jürgen + 漢🎬\"}").Single()["topic"]);
        Assert.That(Simulator.Requests.Single()["query"], Is.StringContaining(
            "topic=J%C3%BCrgen%20%2B%20%E6%BC%A2%F0%9F%8E%AC"));
    }

    [Test]
    public void A_user_lists_the_sites_and_the_preferred_one_is_marked()
    {
        var sites = Json.Objects(Recordings.ListSites(Simulator.UserToken));
        Assert.AreEqual(Simulator.Site, sites.Single(site => true.Equals(site["default"]))["siteUrl"]);
    }

    [Test]
    public void An_admin_lists_the_sites_of_a_user()
    {
        Assert.That(Json.Objects(Recordings.ListSites(Simulator.AdminToken, "bob@example.com")), Is.Not.Empty);
        Assert.AreEqual("userEmail=bob%40example.com", Simulator.Requests.Single()["query"]);
    }
}
