// Lists of recordings and sites.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ListTests : ClientTests
{
    private static readonly DateTimeOffset EverSince = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static IReadOnlyList<Recording> ListAsAdmin(RecordingQuery query)
    {
        using (var admin = new RecordingsClient(Simulator.AdminToken)) return admin.ListRecordings(query);
    }

    /// <summary>Scripts a list with these items as the next response. JSON with single quotes.</summary>
    private static void RespondWith(string items)
    {
        string body = ("{'items':" + items + "}").Replace("\\", "\\\\").Replace("'", "\\\"");
        Simulator.Script("{'status':200,'contentType':'application/json','body':'" + body + "'}");
    }

    [Test]
    public void All_pages_are_listed_even_after_an_empty_one()
    {
        Simulator.SetBehaviour("{'emptyPages':true}");
        var listed = Client.ListRecordings(new RecordingQuery { From = EverSince, SiteUrl = Simulator.Site, Max = 40 })
            .Where(recording => !recording.ShareToMe).Select(recording => recording.Id);
        Assert.That(listed, Is.EquivalentTo(Simulator.Ids(250)));
        Assert.That(Simulator.Requests.Count, Is.GreaterThan(7));
    }

    [Test]
    public async Task Lists_have_asynchronous_versions()
    {
        var recordings = await Client.ListRecordingsAsync(new RecordingQuery { From = EverSince });
        Assert.That(recordings.Count, Is.GreaterThan(250));
        Assert.That((await Client.ListSitesAsync()).Count, Is.GreaterThan(1));
    }

    [Test]
    public void Without_a_query_the_last_seven_days_are_listed()
    {
        Assert.That(Client.ListRecordings().Count, Is.InRange(1, 100));
    }

    [Test]
    public void The_status_deleted_lists_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids);
        var listed = Client.ListRecordings(
            new RecordingQuery { From = EverSince, Status = RecordingStatus.Deleted });
        Assert.That(listed.Select(recording => recording.Id), Is.EquivalentTo(ids));
        Assert.That(listed.Select(recording => recording.Status).Distinct(), Is.EqualTo(new[] { "deleted" }));
    }

    [Test]
    public void A_recording_has_the_details_that_the_service_returns()
    {
        var expected = Simulator.Recordings[0];
        var query = new RecordingQuery { From = EverSince, IncludeSecrets = true };
        var listed = Client.ListRecordings(query).Single(recording => recording.Id == (string)expected["id"]);
        Assert.AreEqual(expected["topic"], listed.Topic);
        Assert.AreEqual(expected["siteUrl"], listed.SiteUrl);
        Assert.AreEqual(expected["format"], listed.Format);
        Assert.AreEqual(expected["serviceType"], listed.ServiceType);
        Assert.AreEqual(expected["meetingId"], listed.MeetingId);
        Assert.AreEqual(expected["scheduledMeetingId"], listed.ScheduledMeetingId);
        Assert.AreEqual(expected["meetingSeriesId"], listed.MeetingSeriesId);
        Assert.AreEqual(expected["durationSeconds"], listed.Duration.Value.TotalSeconds);
        Assert.AreEqual(expected["sizeBytes"], listed.SizeBytes);
        Assert.AreEqual(DateTimeOffset.Parse((string)expected["createTime"]), listed.CreateTime);
        Assert.AreEqual(TimeSpan.Zero, listed.CreateTime.Value.Offset);
        Assert.AreEqual(DateTimeOffset.Parse((string)expected["timeRecorded"]), listed.TimeRecorded);
        Assert.That(listed.IntegrationTags, Is.EqualTo(expected["integrationTags"]));
        Assert.AreEqual(expected["password"], listed.Password);
        Assert.AreEqual(expected["downloadUrl"], listed.DownloadUrl);
        Assert.AreEqual(expected["playbackUrl"], listed.PlaybackUrl);
        foreach (string secret in new[] { listed.Password, listed.DownloadUrl, listed.PlaybackUrl })
            Assert.That(listed.ToString(), Is.Not.StringContaining(secret));
    }

    [Test]
    public void A_detail_that_is_missing_or_has_another_type_is_null()
    {
        RespondWith("[{'id':'a'},{'id':'b','topic':null,'sizeBytes':12.5,'createTime':'soon','durationSeconds':'1'}," +
            "{'id':'c','durationSeconds':1e300,'integrationTags':{},'new':{'a':[{'b':'}'}]}," +
            "'temporaryDirectDownloadLinks':7,'shareToMe':'yes'}]");
        foreach (var recording in Client.ListRecordings(new RecordingQuery { IncludeSecrets = true }))
        {
            Assert.IsNull(recording.Topic);
            Assert.IsNull(recording.SizeBytes);
            Assert.IsNull(recording.CreateTime);
            Assert.IsNull(recording.Duration);
            Assert.IsNull(recording.Password);
            Assert.IsFalse(recording.ShareToMe);
            Assert.IsEmpty(recording.IntegrationTags);
            Assert.IsNull(recording.TemporaryDirectDownloadLinks?.RecordingDownloadLink);
        }
    }

    [Test]
    public void Links_without_a_login_are_listed_only_with_secrets()
    {
        const string item = "[{'id':'a','temporaryDirectDownloadLinks':{'recordingDownloadLink':'https://r'," +
            "'audioDownloadLink':'https://a','transcriptDownloadLink':'https://t'," +
            "'expiration':'2026-01-31T12:00:00.5+01:00'}}]";
        RespondWith(item);
        Assert.IsNull(Client.ListRecordings().Single().TemporaryDirectDownloadLinks);
        RespondWith(item);
        var links = Client.ListRecordings(new RecordingQuery { IncludeSecrets = true })
            .Single().TemporaryDirectDownloadLinks;
        Assert.AreEqual("https://r", links.RecordingDownloadLink);
        Assert.AreEqual("https://a", links.AudioDownloadLink);
        Assert.AreEqual("https://t", links.TranscriptDownloadLink);
        Assert.AreEqual(new DateTimeOffset(2026, 1, 31, 11, 0, 0, 500, TimeSpan.Zero), links.Expiration);
    }

    [Test]
    public void Secrets_are_not_listed_by_default()
    {
        foreach (var recording in Client.ListRecordings(new RecordingQuery { From = EverSince }))
        {
            Assert.IsNull(recording.Password);
            Assert.IsNull(recording.DownloadUrl);
            Assert.IsNull(recording.PlaybackUrl);
        }
    }

    [Test]
    public void Every_parameter_of_a_query_is_sent()
    {
        var berlin = TimeSpan.FromHours(1);
        Client.ListRecordings(new RecordingQuery
        {
            From = new DateTimeOffset(2026, 1, 1, 0, 0, 0, berlin),
            To = new DateTimeOffset(2026, 1, 31, 23, 59, 59, 999, berlin),
            Status = RecordingStatus.Deleted,
            SiteUrl = Simulator.Site,
            HostEmail = "alice@example.com",
            Topic = "a \"b\"",
            IntegrationTag = "tag",
            Format = "MP4",
            ServiceType = "MeetingCenter",
            Max = 7,
        });
        Assert.AreEqual(
            "format=MP4&from=2025-12-31T23%3A00%3A00.000Z&hostEmail=alice%40example.com&integrationTag=tag&max=7&" +
            "serviceType=MeetingCenter&siteUrl=example.webex.com&status=deleted&to=2026-01-31T22%3A59%3A59.999Z&" +
            "topic=a%20%22b%22",
            Simulator.Requests.Single()["query"]);
        Client.ListRecordings(new RecordingQuery { MeetingId = "m" });
        Assert.AreEqual("max=100&meetingId=m", Simulator.Requests.Last()["query"]);
    }

    [Test]
    public void An_admin_can_list_more_than_thirty_days_at_once()
    {
        var listed = ListAsAdmin(
            new RecordingQuery { From = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), Admin = true });
        var onSite = Simulator.Recordings.Where(recording => (string)recording["siteUrl"] == Simulator.Site);
        Assert.That(listed.Select(recording => recording.Id),
            Is.EquivalentTo(onSite.Select(recording => recording["id"])));
    }

    [Test]
    public void An_admin_lists_the_recordings_of_all_hosts()
    {
        var hosts = ListAsAdmin(new RecordingQuery { Admin = true }).Select(recording => recording.HostEmail);
        Assert.That(hosts.Distinct().Count(), Is.GreaterThan(1));
        Assert.AreEqual("/admin/recordings", Simulator.Requests.First()["path"]);
    }

    [Test]
    public void An_admin_lists_the_recordings_of_a_host_whose_address_has_a_plus_sign()
    {
        var hosts = ListAsAdmin(new RecordingQuery { From = EverSince, HostEmail = "dave+events@example.com" })
            .Where(recording => !recording.ShareToMe).Select(recording => recording.HostEmail);
        Assert.That(hosts.Distinct(), Is.EqualTo(new[] { "dave+events@example.com" }));
    }

    [Test]
    public void A_topic_is_sent_and_received_as_UTF8()
    {
        RespondWith("[{'id':'1','topic':'Jürgen + 漢🎬 \\u0041\\n\\\\'}]");
        var listed = Client.ListRecordings(new RecordingQuery { Topic = "Jürgen + 漢🎬" }).Single();
        Assert.AreEqual("Jürgen + 漢🎬 A\n\\", listed.Topic);
        Assert.That(Simulator.Requests.Single()["query"], Is.StringContaining(
            "topic=J%C3%BCrgen%20%2B%20%E6%BC%A2%F0%9F%8E%AC"));
    }

    [Test]
    public void The_preferred_site_is_marked_in_the_list_of_sites()
    {
        Assert.AreEqual(Simulator.Site, Client.ListSites().Single(site => site.IsDefault).SiteUrl);
    }

    [Test]
    public void An_admin_lists_the_sites_of_a_user()
    {
        using (var admin = new RecordingsClient(Simulator.AdminToken))
            Assert.That(admin.ListSites("bob@example.com"), Is.Not.Empty);
        Assert.AreEqual("userEmail=bob%40example.com", Simulator.Requests.Single()["query"]);
    }
}
