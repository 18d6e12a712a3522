// Moving, restoring and purging, and what they do to the recordings of the service.

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
    public void Recordings_given_by_id_are_moved_into_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        var report = Client.MoveToRecycleBin(ids);
        Assert.IsTrue(report.IsSuccess);
        Assert.That(report.Done.Select(result => result.Id), Is.EqualTo(ids));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [Test]
    public async Task Every_change_is_there_for_await_too()
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
    public void Any_sequence_is_taken_and_read_once()
    {
        int read = 0;
        var ids = Simulator.Ids(2);
        Client.MoveToRecycleBin(ids.Select(id => { read++; return id; }));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
        Assert.AreEqual(2, read);
    }

    [Test]
    public async Task What_is_done_to_parameters_after_an_asynchronous_call_began_has_no_effect_on_it()
    {
        var ids = Simulator.Ids(2).ToList();
        var options = new ChangeOptions { SiteUrl = Simulator.Site };
        var moving = Client.MoveToRecycleBinAsync(ids, options);
        ids.Clear();
        options.SiteUrl = "elsewhere.webex.com";
        Assert.AreEqual(2, (await moving).Done.Count);
    }

    [Test]
    public void More_recordings_than_fit_into_a_request_are_sent_in_several()
    {
        var report = Client.MoveToRecycleBin(Simulator.Ids(250));
        Assert.AreEqual(250, Simulator.IdsWithStatus("deleted").Length);
        Assert.AreEqual(3, Simulator.Requests.Count);
        Assert.AreEqual(3, report.Requests);
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
    public void What_is_listed_can_be_given_back_as_it_is()
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
    public void What_was_moved_can_be_restored_by_its_report()
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
    public void Everything_is_restored_by_a_method_of_its_own()
    {
        Client.MoveToRecycleBin(Simulator.Ids(120));
        var report = Client.RestoreAllFromRecycleBin(null).ThrowIfFailed();
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
        Assert.IsTrue(report.Results.Single().IsAll);
        var e = Assert.Throws<InvalidInputException>(() => Client.MoveToRecycleBin(report.Done));
        Assert.AreEqual(ResultCode.InvalidRecordings, e.Code);
    }

    [Test]
    public void Everything_is_purged_by_a_method_of_its_own_with_a_site()
    {
        Client.MoveToRecycleBin(Simulator.Ids(120));
        Client.PurgeAllFromRecycleBin(new ChangeOptions { SiteUrl = Simulator.Site }).ThrowIfFailed();
        Assert.AreEqual(120, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void A_dry_run_sends_nothing_and_reports_the_requests_that_would_be_sent()
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
        Assert.AreEqual("/recordings/softDelete", report.Plan[0].Path);
        Assert.AreEqual(Simulator.Site, report.Plan[0].SiteUrl);
        Assert.AreEqual("alice@example.com", report.Plan[0].HostEmail);
        Assert.AreEqual(250, report.WithOutcome(RecordingOutcome.NotSent).Count);
    }

    [Test]
    public void A_single_request_takes_up_to_100_recordings()
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
    public void An_admin_moves_the_recordings_of_a_host_whose_address_has_a_plus_sign()
    {
        const string host = "dave+events@example.com";
        var ids = Simulator.Ids(1, host, Simulator.Site);
        using (var admin = new RecordingsClient(Simulator.AdminToken))
            admin.MoveToRecycleBin(ids, new ChangeOptions { HostEmail = host }).ThrowIfFailed();
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids));
        Assert.AreEqual("hostEmail=dave%2Bevents%40example.com", Simulator.Requests.Single()["query"]);
    }

    [Test]
    public void Characters_beyond_ascii_arrive_as_utf8()
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
    public void One_recording_that_is_refused_does_not_keep_the_others_from_it()
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
    public void An_answer_that_never_came_leaves_it_open_what_was_done()
    {
        Client.MoveToRecycleBin(Simulator.Ids(1));
        Simulator.Script("{'drop':'after'}");
        // Of all requests, those for everything alone are not sent again then.
        var report = Client.RestoreAllFromRecycleBin(null);
        Assert.AreEqual(RecordingOutcome.Unknown, report.Results.Single().Outcome);
        var e = Assert.Throws<TransportException>(() => report.ThrowIfFailed());
        Assert.AreEqual(ResultCode.Io, e.Code);
        Assert.That(e.Message, Is.StringContaining("may or may not"));
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void What_an_earlier_call_left_open_is_looked_up_if_that_is_wanted(bool verify)
    {
        var ids = Simulator.Ids(1);
        Client.MoveToRecycleBin(ids);
        Simulator.Behave("{'alreadyStatus':404}");
        var open = new[] { new RecordingResult(ids[0], RecordingOutcome.Unknown) };
        var report = Client.MoveToRecycleBin(open, new ChangeOptions { Verify = verify });
        var result = report.Results.Single();
        Assert.AreEqual(verify ? RecordingOutcome.Done : RecordingOutcome.Inferred, result.Outcome);
        Assert.AreEqual(verify ? RecordingStatus.Deleted : null, result.Seen);
        if (!verify) Assert.Throws<UncertainException>(() => report.ThrowIfFailed());
    }

    [Test]
    public void Every_outcome_is_told_for_the_recording_that_has_it()
    {
        var ids = Simulator.Ids(3);
        Client.MoveToRecycleBin(ids.Take(1));
        Simulator.Behave("{'alreadyStatus':404}");
        // Each has a request of its own, that for the unclear one last. The answer to the third is lost.
        Simulator.Script("[{'drop':'after','skip':2}]");
        var given = new[]
        {
            new RecordingResult(ids[0], RecordingOutcome.Unknown) { HostEmail = "1@example.com" },
            new RecordingReference(new string('0', 32)) { HostEmail = "2@example.com" },
            new RecordingReference(ids[1]) { HostEmail = "3@example.com" },
            new RecordingReference(ids[2]) { HostEmail = "4@example.com" },
            new RecordingReference("shared") { HostEmail = "5@example.com", ShareToMe = true },
        };
        using (var client = new RecordingsClient(
            Simulator.UserToken, new RecordingsClientOptions { Concurrency = 1, MaxAttempts = 1 }))
        {
            var report = client.MoveToRecycleBin(given);
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
