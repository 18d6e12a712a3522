// Moves, restores and purges, and their effects on the recordings of the service.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ChangeTests : ClientTests
{
    private static readonly RecordingQuery Bin = new RecordingQuery
    {
        From = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Status = RecordingStatus.Deleted,
    };

    [Test]
    public void Recordings_are_moved_into_the_recycle_bin_by_their_ids()
    {
        var ids = Simulator.Ids(3);
        var report = Client.MoveToRecycleBin(ids);
        Assert.IsTrue(report.IsSuccess);
        Assert.That(report.Done.Select(result => result.Id), Is.EqualTo(ids));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [Test]
    public async Task Every_change_has_an_asynchronous_version()
    {
        var ids = Simulator.Ids(3);
        (await Client.MoveToRecycleBinAsync(ids)).ThrowIfFailed();
        Assert.AreEqual(3, Simulator.IdsWithStatus("deleted").Length);
        (await Client.RestoreFromRecycleBinAsync(ids)).ThrowIfFailed();
        Assert.AreEqual(0, Simulator.IdsWithStatus("deleted").Length);
        await Client.MoveToRecycleBinAsync(ids);
        (await Client.PurgeFromRecycleBinAsync(ids.Take(1))).ThrowIfFailed();
        Assert.AreEqual(1, Simulator.IdsWithStatus("purged").Length);
        (await Client.RestoreAllFromRecycleBinAsync(null)).ThrowIfFailed();
        Assert.AreEqual(0, Simulator.IdsWithStatus("deleted").Length);
        await Client.MoveToRecycleBinAsync(ids.Skip(1));
        (await Client.PurgeAllFromRecycleBinAsync(new ChangeOptions { SiteUrl = Simulator.Site })).ThrowIfFailed();
        Assert.AreEqual(3, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void A_sequence_is_read_once()
    {
        int read = 0;
        var ids = Simulator.Ids(2);
        Client.MoveToRecycleBin(ids.Select(id => { read++; return id; }));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
        Assert.AreEqual(2, read);
    }

    [Test]
    public async Task Parameters_changed_during_an_asynchronous_call_have_no_effect_on_it()
    {
        var ids = Simulator.Ids(2).ToList();
        var options = new ChangeOptions { SiteUrl = Simulator.Site };
        var moving = Client.MoveToRecycleBinAsync(ids, options);
        ids.Clear();
        options.SiteUrl = "elsewhere.webex.com";
        Assert.AreEqual(2, (await moving).Done.Count);
    }

    [Test]
    public void Recordings_are_restored_from_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids);
        Client.RestoreFromRecycleBin(ids.Take(2));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void Recordings_are_purged_from_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids);
        Client.PurgeFromRecycleBin(ids.Take(2));
        Assert.That(Simulator.IdsWithStatus("purged"), Is.EquivalentTo(ids.Take(2)));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void Recordings_of_a_list_can_be_changed()
    {
        Client.MoveToRecycleBin(Simulator.Ids(5));
        var bin = Client.ListRecordings(Bin);
        Client.RestoreFromRecycleBin(bin).ThrowIfFailed();
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
        Client.MoveToRecycleBin(bin).ThrowIfFailed();
        Client.PurgeFromRecycleBin(Client.ListRecordings(Bin)).ThrowIfFailed();
        Assert.AreEqual(5, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void A_stored_report_undoes_its_move()
    {
        string wrong = new string('0', 32);
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids.Skip(2));
        var report = Client.MoveToRecycleBin(new[] { ids[0], wrong, ids[1] });
        Assert.That(report.NotDone.Select(result => result.Id), Is.EqualTo(new[] { wrong }));
        var kept = ChangeReport.Parse(report.Json);
        Client.RestoreFromRecycleBin(kept.Done).ThrowIfFailed();
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void Everything_in_the_recycle_bin_is_restored()
    {
        Client.MoveToRecycleBin(Simulator.Ids(120));
        var report = Client.RestoreAllFromRecycleBin(null).ThrowIfFailed();
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
        Assert.IsTrue(report.Results.Single().IsAll);
        var e = Assert.Throws<InvalidInputException>(() => Client.MoveToRecycleBin(report.Done));
        Assert.AreEqual(ResultCode.InvalidRecordings, e.Code);
    }

    [Test]
    public void Everything_in_the_recycle_bin_of_a_site_is_purged()
    {
        Client.MoveToRecycleBin(Simulator.Ids(120));
        Client.PurgeAllFromRecycleBin(new ChangeOptions { SiteUrl = Simulator.Site }).ThrowIfFailed();
        Assert.AreEqual(120, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void A_dry_run_sends_nothing_and_reports_its_plan()
    {
        var ids = Simulator.Ids(250);
        var dry = new ChangeOptions { DryRun = true, HostEmail = "alice@example.com", SiteUrl = Simulator.Site };
        var report = Client.MoveToRecycleBin(ids, dry);
        Client.RestoreFromRecycleBin(ids, dry);
        Client.PurgeFromRecycleBin(ids, dry);
        Client.PurgeAllFromRecycleBin(dry);
        Assert.IsEmpty(Simulator.Requests);
        Assert.IsTrue(report.IsSuccess);
        Assert.That(report.Plan.SelectMany(request => request.Ids), Is.EqualTo(ids));
        Assert.AreEqual(3, report.Plan.Count);
        Assert.AreEqual("POST", report.Plan[0].Method);
        Assert.AreEqual("/recordings/softDelete", report.Plan[0].Path);
        Assert.AreEqual(Simulator.Site, report.Plan[0].SiteUrl);
        Assert.AreEqual("alice@example.com", report.Plan[0].HostEmail);
        Assert.AreEqual(250, report.WithOutcome(RecordingOutcome.NotSent).Count);
    }

    [Test]
    public void A_single_request_can_have_100_recordings()
    {
        var report = Client.MoveToRecycleBin(Simulator.Ids(100), new ChangeOptions { SingleRequest = true });
        Assert.IsTrue(report.IsSuccess);
        Assert.AreEqual(1, Simulator.Requests.Count);
    }

    [Test]
    public void Recordings_of_several_sites_are_moved_in_one_call()
    {
        var ids = Simulator.Ids(1);
        var elsewhere = Simulator.Ids(1, "alice@example.com", Simulator.OtherSite);
        Client.MoveToRecycleBin(new[]
        {
            new RecordingReference(ids[0]),
            new RecordingReference(elsewhere[0]) { SiteUrl = Simulator.OtherSite },
        }).ThrowIfFailed();
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids.Concat(elsewhere)));
    }

    [Test]
    public void An_admin_can_name_a_host_with_a_plus_sign_in_its_address()
    {
        const string host = "dave+events@example.com";
        var ids = Simulator.Ids(1, host, Simulator.Site);
        using (var admin = new RecordingsClient(Simulator.AdminToken))
            admin.MoveToRecycleBin(ids, new ChangeOptions { HostEmail = host }).ThrowIfFailed();
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids));
        Assert.AreEqual("hostEmail=dave%2Bevents%40example.com", Simulator.Requests.Single()["query"]);
    }

    [Test]
    public void Characters_outside_ASCII_are_sent_as_UTF8()
    {
        const string id = "\"\\ü漢🎬";
        var report = Client.MoveToRecycleBin(new[] { id }, new ChangeOptions { HostEmail = "jürgen@example.com" });
        Assert.AreEqual(id, report.Results.Single().Id);
        var request = Simulator.Requests.First();
        Assert.AreEqual("hostEmail=j%C3%BCrgen%40example.com", request["query"]);
        var body = (Dictionary<string, object>)Json.Parse((string)request["body"]);
        Assert.That(body["recordingIds"], Is.EqualTo(new[] { id }));
    }

    [Test]
    public void A_refused_recording_does_not_stop_the_others()
    {
        string[] ids = Simulator.Ids(150);
        string refused = new string('0', 32);
        var report = Client.MoveToRecycleBin(ids.Take(50).Concat(new[] { refused }).Concat(ids.Skip(50)));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
        Assert.AreEqual(150, report.Done.Count);
        var result = report.Results[50];
        Assert.AreEqual(refused, result.Id);
        Assert.AreEqual(RecordingOutcome.Rejected, result.Outcome);
        Assert.AreEqual(404, result.Status);
        Assert.That(result.Message, Is.StringStarting("404 Not Found"));
        Assert.That(result.TrackingId, Is.Not.Empty);
        var e = Assert.Throws<PartialException>(() => report.ThrowIfFailed());
        Assert.AreEqual(ResultCode.Partial, e.Code);
        Assert.AreSame(report, e.Report);
        Assert.That(e.Message, Is.StringStarting("150 of 151 recordings").And.StringContaining(refused)
            .And.StringContaining("404 Not Found"));
    }

    [Test]
    public void A_lost_response_leaves_the_outcome_unknown()
    {
        Client.MoveToRecycleBin(Simulator.Ids(1));
        Simulator.Script("{'drop':'after'}");
        // Only requests that change everything are not repeated after a lost response.
        var report = Client.RestoreAllFromRecycleBin(null);
        Assert.AreEqual(RecordingOutcome.Unknown, report.Results.Single().Outcome);
        var e = Assert.Throws<TransportException>(() => report.ThrowIfFailed());
        Assert.AreEqual(ResultCode.Io, e.Code);
        Assert.That(e.Message, Is.StringContaining("may or may not"));
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_recording_in_doubt_is_looked_up_with_verify(bool verify)
    {
        var ids = Simulator.Ids(1);
        Client.MoveToRecycleBin(ids);
        Simulator.SetBehaviour("{'alreadyStatus':404}");
        var inDoubt = new[] { new RecordingResult(ids[0], RecordingOutcome.Unknown) };
        var report = Client.MoveToRecycleBin(inDoubt, new ChangeOptions { Verify = verify });
        var result = report.Results.Single();
        Assert.AreEqual(verify ? RecordingOutcome.Done : RecordingOutcome.Inferred, result.Outcome);
        Assert.AreEqual(verify ? RecordingStatus.Deleted : null, result.Seen);
        if (!verify) Assert.Throws<UncertainException>(() => report.ThrowIfFailed());
    }

    [Test]
    public void Each_recording_has_its_own_outcome()
    {
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids.Take(1));
        Simulator.SetBehaviour("{'alreadyStatus':404}");
        // Each recording has a request of its own, the one in doubt the last one. The third response is lost.
        Simulator.Script("[{'drop':'after','skip':2}]");
        var recordings = new[]
        {
            new RecordingResult(ids[0], RecordingOutcome.Unknown) { HostEmail = "1@example.com" },
            new RecordingReference(new string('0', 32)) { HostEmail = "2@example.com" },
            new RecordingReference(ids[1]) { HostEmail = "3@example.com" },
            new RecordingReference(ids[2]) { HostEmail = "4@example.com" },
            new RecordingReference("shared") { HostEmail = "5@example.com", ShareToMe = true },
        };
        using (var client = NewClient(new RecordingsClientOptions { Concurrency = 1, MaxAttempts = 1 }))
        {
            var report = client.MoveToRecycleBin(recordings);
            Assert.That(report.Results.Select(result => result.Outcome), Is.EqualTo(new[]
            {
                RecordingOutcome.Inferred, RecordingOutcome.Rejected, RecordingOutcome.Done, RecordingOutcome.Unknown,
                RecordingOutcome.NotSent,
            }), report.Json);
        }
        Simulator.Script("[{'status':405}]");
        var failed = Client.MoveToRecycleBin(ids.Take(1));
        Assert.That(failed.Results.Single().Outcome, Is.EqualTo(RecordingOutcome.Failed), failed.Json);
    }
}
