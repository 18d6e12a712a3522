// Every operation over https, and the check of the certificate. The tests see the state of the service only through
// lists: a runtime may lack the TLS library that Simulator would need.

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

    private IReadOnlyList<Recording> Own(string status)
    {
        var query = new RecordingQuery
        {
            From = DateTimeOffset.Now.AddYears(-1), SiteUrl = Simulator.Site, Status = status,
        };
        return client.ListRecordings(query).Where(recording => !recording.ShareToMe).ToList();
    }

    private IEnumerable<string> Ids(string status)
    {
        return Own(status).Select(recording => recording.Id);
    }

    [Test]
    public void Recordings_are_moved_and_restored()
    {
        var recordings = Own(RecordingStatus.Available);
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
    public void A_refusal_has_the_message_of_the_service()
    {
        var report = client.MoveToRecycleBin(new[] { "a" });
        var e = Assert.Throws<NotFoundException>(() => report.ThrowIfFailed());
        Assert.That(e.Message, Is.StringContaining("404 Not Found: ").And.StringContaining("(trackingId "));
    }

    [Test]
    public void A_certificate_of_an_unknown_authority_is_refused()
    {
        var probe = ChildProcess.Managed("Probe.exe").With("WEBEXREC_CA_FILE", null);
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"TransportException {ResultCode.Tls}: "));
    }

    [Test]
    public void An_authority_can_be_trusted_by_an_option()
    {
        var probe = ChildProcess.Managed("Probe.exe").With("WEBEXREC_CA_FILE", null)
            .With("PROBE_CA_FILE", Environment.GetEnvironmentVariable("WEBEXREC_CA_FILE"));
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringContaining(Simulator.Site));
    }
}
