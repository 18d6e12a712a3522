// Moving, restoring and purging, and what they do to the recordings of the service.

using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class ChangeTests
{
    private static string Token => Simulator.UserToken;

    [SetUp]
    public void Reset()
    {
        Simulator.Reset();
    }

    [Test]
    public void Recordings_given_by_id_are_moved_into_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Recordings.MoveToRecycleBin(Token, ids);
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [Test]
    public void Any_sequence_of_ids_is_taken_and_read_once()
    {
        int read = 0;
        var ids = Simulator.Ids(2);
        Recordings.MoveToRecycleBin(Token, ids.Select(id => { read++; return id; }));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
        Assert.AreEqual(2, read);
    }

    [Test]
    public void More_recordings_than_fit_into_a_request_are_sent_in_several()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(250));
        Assert.AreEqual(250, Simulator.IdsWithStatus("deleted").Length);
        Assert.AreEqual(3, Simulator.Requests.Count);
    }

    [Test]
    public void Recordings_are_restored_from_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Recordings.MoveToRecycleBin(Token, ids);
        Recordings.RestoreFromRecycleBin(Token, ids.Take(2));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void Recordings_are_purged_from_the_recycle_bin()
    {
        var ids = Simulator.Ids(3);
        Recordings.MoveToRecycleBin(Token, ids);
        Recordings.PurgeFromRecycleBin(Token, ids.Take(2));
        Assert.That(Simulator.IdsWithStatus("purged"), Is.EquivalentTo(ids.Take(2)));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids.Skip(2)));
    }

    [Test]
    public void A_list_is_taken_by_the_other_methods_as_it_is()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(5));
        string bin = Recordings.ListRecordings(Token, "{\"status\":\"deleted\",\"from\":\"2000-01-01\"}");
        Recordings.RestoreFromRecycleBin(Token, bin);
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
        Recordings.MoveToRecycleBin(Token, bin);
        Recordings.PurgeFromRecycleBin(Token, bin.Replace("\"available\"", "\"deleted\""));
        Assert.AreEqual(5, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void Everything_is_restored_with_the_flag_all_and_no_ids()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(120));
        Recordings.RestoreFromRecycleBin(Token, new string[0], flags: RecordingFlags.All);
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
    }

    [Test]
    public void Everything_is_purged_with_the_flag_all_no_ids_and_a_site()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(120));
        Recordings.PurgeFromRecycleBin(Token, "[]", Simulator.Site, flags: RecordingFlags.All);
        Assert.AreEqual(120, Simulator.IdsWithStatus("purged").Length);
    }

    [Test]
    public void A_dry_run_sends_nothing()
    {
        var ids = Simulator.Ids(250);
        Recordings.MoveToRecycleBin(Token, ids, flags: RecordingFlags.DryRun);
        Recordings.RestoreFromRecycleBin(Token, ids, flags: RecordingFlags.DryRun);
        Recordings.PurgeFromRecycleBin(Token, ids, flags: RecordingFlags.DryRun);
        Assert.IsEmpty(Simulator.Requests);
    }

    [Test]
    public void A_single_request_takes_up_to_100_recordings()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(100), flags: RecordingFlags.SingleRequest);
        Assert.AreEqual(1, Simulator.Requests.Count);
    }

    [Test]
    public void Recordings_on_another_site_are_moved_with_its_name()
    {
        var ids = Simulator.Ids(1, "alice@example.com", Simulator.OtherSite);
        Recordings.MoveToRecycleBin(Token, ids, Simulator.OtherSite);
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids));
    }

    [Test]
    public void An_admin_moves_the_recordings_of_a_host_whose_address_has_a_plus_sign()
    {
        const string host = "dave+events@example.com";
        var ids = Simulator.Ids(1, host, Simulator.Site);
        Recordings.MoveToRecycleBin(Simulator.AdminToken, ids, hostEmail: host);
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EqualTo(ids));
        Assert.AreEqual("hostEmail=dave%2Bevents%40example.com", Simulator.Requests.Single()["query"]);
    }

    [Test]
    public void Characters_beyond_ascii_arrive_as_utf8()
    {
        const string id = "\"\\ü漢🎬";
        Assert.Throws<NotFoundException>(
            () => Recordings.MoveToRecycleBin(Token, new[] { id }, hostEmail: "jürgen@example.com"));
        var request = Simulator.Requests.First();
        Assert.AreEqual("hostEmail=j%C3%BCrgen%40example.com", request["query"]);
        var body = (Dictionary<string, object>)Json.Parse((string)request["body"]);
        Assert.That(body["recordingIds"], Is.EqualTo(new[] { id }));
    }

    [Test]
    public void Some_done_and_some_certainly_not_is_partial()
    {
        var shared = "{\"id\":\"" + new string('0', 32) + "\",\"shareToMe\":true}";
        var e = Assert.Throws<PartialException>(
            () => Recordings.MoveToRecycleBin(Token, "[\"" + Simulator.Ids(1)[0] + "\"," + shared + "]"));
        Assert.AreEqual(ResultCode.Partial, e.Code);
        Assert.That(e.Message, Is.StringStarting("1 of 2 recordings"));
    }

    [Test]
    public void An_answer_that_never_came_leaves_it_open_what_was_done()
    {
        Recordings.MoveToRecycleBin(Token, Simulator.Ids(1));
        Simulator.Script("{'drop':'after'}");
        // Of all requests, those with this flag alone are not sent again then.
        var e = Assert.Throws<TransportException>(
            () => Recordings.RestoreFromRecycleBin(Token, "[]", flags: RecordingFlags.All));
        Assert.AreEqual(ResultCode.Io, e.Code);
        Assert.That(e.Message, Is.StringContaining("may or may not"));
        Assert.IsEmpty(Simulator.IdsWithStatus("deleted"));
    }

    [Test]
    public void One_recording_that_is_refused_does_not_keep_the_others_from_it()
    {
        string[] ids = Simulator.Ids(150);
        string refused = new string('0', 32);
        var e = Assert.Throws<PartialException>(() => Recordings.MoveToRecycleBin(
            Token, ids.Take(50).Concat(new[] { refused }).Concat(ids.Skip(50))));
        Assert.AreEqual(ResultCode.Partial, e.Code);
        Assert.That(e.Message, Is.StringStarting("150 of 151 recordings").And.StringContaining(refused)
            .And.StringContaining("404 Not Found"));
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [TestCase(RecordingFlags.None)]
    [TestCase(RecordingFlags.Verify)]
    public void What_an_earlier_call_left_open_is_looked_up_if_that_is_wanted(RecordingFlags flags)
    {
        var ids = Simulator.Ids(1);
        Recordings.MoveToRecycleBin(Token, ids);
        Simulator.Behave("{'alreadyStatus':404}");
        TestDelegate again = () => Recordings.MoveToRecycleBin(
            Token, "[{\"id\":\"" + ids[0] + "\",\"outcome\":\"unknown\"}]", flags: flags);
        if (flags == RecordingFlags.Verify) Assert.DoesNotThrow(again);
        else Assert.AreEqual(ResultCode.Uncertain, Assert.Throws<UncertainException>(again).Code);
    }

    [Test]
    public void The_example_moves_the_recordings_of_its_arguments()
    {
        var ids = Simulator.Ids(3);
        var example = Program.Managed("Move.exe");
        Assert.AreEqual(0, example.Run(ids), example.Output);
        Assert.AreEqual("In the recycle bin: 3", example.Output.Trim());
        Assert.That(Simulator.IdsWithStatus("deleted"), Is.EquivalentTo(ids));
    }

    [Test]
    public void The_example_says_what_is_wrong()
    {
        var example = Program.Managed("Move.exe");
        Assert.AreEqual(1, example.Run(new string('0', 32)));
        Assert.That(example.Output, Is.StringStarting("NotFoundException 404: ").And.StringContaining("404 Not Found"));
    }
}
