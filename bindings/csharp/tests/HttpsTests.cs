// Over https: the certificate is checked, and every operation works. What is in the service's state is seen through
// the lists alone, since a runtime may lack the TLS library to look for itself.

using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture, Category("https")]
public class HttpsTests
{
    private RecordingsClient client;

    [SetUp]
    public void SetUp()
    {
        client = new RecordingsClient(Simulator.UserToken);
    }

    [TearDown]
    public void TearDown()
    {
        client.Dispose();
    }

    private IReadOnlyList<Recording> Mine(string status)
    {
        var query = new RecordingQuery
        {
            From = DateTimeOffset.Now.AddYears(-1), SiteUrl = Simulator.Site, Status = status,
        };
        return client.ListRecordings(query).Where(recording => !recording.ShareToMe).ToList();
    }

    private IEnumerable<string> Ids(string status)
    {
        return Mine(status).Select(recording => recording.Id);
    }

    [Test]
    public void Recordings_go_into_the_recycle_bin_and_come_back()
    {
        var recordings = Mine(RecordingStatus.Available);
        Assert.That(recordings.Count, Is.GreaterThan(100));
        var report = client.MoveToRecycleBin(recordings).ThrowIfFailed();
        Assert.That(Ids(RecordingStatus.Deleted), Is.EquivalentTo(recordings.Select(recording => recording.Id)));
        client.RestoreFromRecycleBinAsync(report.Done).Result.ThrowIfFailed();
        Assert.That(Ids(RecordingStatus.Available), Is.EquivalentTo(recordings.Select(recording => recording.Id)));
    }

    [Test]
    public void Recordings_are_purged()
    {
        var ids = Ids(RecordingStatus.Available).Take(2).ToArray();
        client.MoveToRecycleBin(ids).ThrowIfFailed();
        client.PurgeFromRecycleBin(ids).ThrowIfFailed();
        Assert.That(ids, Is.SubsetOf(Ids(RecordingStatus.Purged).ToArray()));
    }

    [Test]
    public void Sites_are_listed()
    {
        Assert.That(client.ListSites().Select(site => site.SiteUrl), Has.Member(Simulator.Site));
    }

    [Test]
    public void A_failure_has_its_message()
    {
        var report = client.MoveToRecycleBin(new[] { "a" });
        var e = Assert.Throws<NotFoundException>(() => report.ThrowIfFailed());
        Assert.That(e.Message, Is.StringContaining("404 Not Found: ").And.StringContaining("(trackingId "));
    }

    [Test]
    public void A_certificate_of_an_unknown_authority_is_refused()
    {
        var probe = Program.Managed("Probe.exe").With("WEBEXREC_CA_FILE", null);
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"TransportException {ResultCode.Tls}: "));
    }

    [Test]
    public void Its_authority_can_be_trusted_by_an_option()
    {
        var probe = Program.Managed("Probe.exe").With("WEBEXREC_CA_FILE", null)
            .With("PROBE_CA_FILE", Environment.GetEnvironmentVariable("WEBEXREC_CA_FILE"));
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringContaining(Simulator.Site));
    }
}
