// The events of a call: requests before they are sent, outcomes when they are final, waits.

using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class EventTests : ClientTests
{
    [Test]
    public void Recordings_are_reported_before_they_are_sent_and_when_they_are_settled()
    {
        var events = new List<RecordingsEvent>();
        var requestsSoFar = new List<int>();
        var options = new RecordingsClientOptions
        {
            Concurrency = 1,
            OnEvent = e => { events.Add(e); requestsSoFar.Add(Simulator.Requests.Count); },
        };
        string[] ids = Simulator.Ids(150);
        using (var client = NewClient(options)) client.MoveToRecycleBin(ids);
        Assert.That(events.Select(e => e.Kind), Is.EqualTo(new[]
        {
            RecordingsEventKind.Sending, RecordingsEventKind.Settled,
            RecordingsEventKind.Sending, RecordingsEventKind.Settled,
        }));
        Assert.That(requestsSoFar, Is.EqualTo(new[] { 0, 1, 1, 2 }));
        Assert.That(events[0].Results.Select(result => result.Id), Is.EqualTo(ids.Take(100)));
        Assert.That(events[0].Results.Select(result => result.Outcome).Distinct(),
            Is.EqualTo(new[] { RecordingOutcome.Sending }));
        Assert.That(events[3].Results.Select(result => result.Outcome).Distinct(),
            Is.EqualTo(new[] { RecordingOutcome.Done }));
        Assert.That(events.Select(e => e.Operation).Distinct(), Is.EqualTo(new[] { "moveToRecycleBin" }));
        Assert.AreEqual($"moveToRecycleBin {events[0].CallId}: 100 recordings, Sending", events[0].ToString());
    }

    [Test]
    public void All_events_of_a_call_have_its_id()
    {
        var callIds = new List<long>();
        using (var client = NewClient(new RecordingsClientOptions { OnEvent = e => callIds.Add(e.CallId) }))
        {
            client.MoveToRecycleBin(Simulator.Ids(1));
            client.RestoreFromRecycleBin(Simulator.Ids(1));
        }
        Assert.AreEqual(4, callIds.Count);
        Assert.AreEqual(callIds[0], callIds[1]);
        Assert.AreEqual(callIds[2], callIds[3]);
        Assert.AreNotEqual(callIds[0], callIds[2]);
    }

    [Test]
    public void A_recording_that_was_being_sent_at_a_crash_is_in_doubt_in_the_next_call()
    {
        var journal = new List<RecordingResult>();
        using (var client = NewClient(new RecordingsClientOptions { OnEvent = e => journal.AddRange(e.Results) }))
            client.MoveToRecycleBin(Simulator.Ids(1));
        Simulator.SetBehaviour("{'alreadyStatus':404}");
        var report = Client.MoveToRecycleBin(journal.Take(1));
        Assert.AreEqual(RecordingOutcome.Inferred, report.Results.Single().Outcome);
    }

    [Test]
    public void A_wait_for_the_rate_limit_is_one_event()
    {
        Simulator.RateLimitOnce(seconds: 2);
        var waits = new List<RecordingsEvent>();
        var options = new RecordingsClientOptions
        {
            OnEvent = e => { if (e.Kind == RecordingsEventKind.Waiting) waits.Add(e); },
        };
        using (var client = new RecordingsClient("waits-two-seconds", options)) Assert.IsEmpty(client.ListSites());
        var wait = waits.Single();
        Assert.AreEqual(429, wait.WaitReason);
        Assert.That(wait.Wait.TotalSeconds, Is.InRange(1, 4));
        Assert.That(wait.ToString(), Is.StringMatching(@"^listSites \d+: Waiting \d s, 429 Too Many Requests$"));
        Assert.IsEmpty(wait.Results);
        Assert.AreEqual(2, Simulator.Requests.Count);
    }
}
