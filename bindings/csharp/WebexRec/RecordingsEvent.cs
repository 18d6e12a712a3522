// What a call tells while it is running, for a log or a journal.

using System;
using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// What a call tells while it is running: see <see cref="RecordingsClientOptions.OnEvent"/>. Its text is a line for
    /// a log.
    /// </summary>
    public sealed class RecordingsEvent
    {
        internal RecordingsEvent(long callId, string operation, RecordingsProgress waiting)
        {
            CallId = callId;
            Operation = operation;
            Kind = RecordingsEventKind.Waiting;
            Wait = waiting.Wait;
            WaitReason = waiting.WaitReason;
        }

        internal RecordingsEvent(long callId, string operation, IReadOnlyList<RecordingResult> results)
        {
            CallId = callId;
            Operation = operation;
            Kind = results[0].Outcome == RecordingOutcome.Sending
                ? RecordingsEventKind.Sending : RecordingsEventKind.Settled;
            Results = results;
        }

        /// <summary>A number that all events of a call have, and those of no other call of this process.</summary>
        public long CallId { get; }

        /// <summary>
        /// What the call is: moveToRecycleBin, restoreFromRecycleBin, purgeFromRecycleBin, listRecordings or listSites.
        /// </summary>
        public string Operation { get; }

        /// <summary>What is told.</summary>
        public RecordingsEventKind Kind { get; }

        /// <summary>The recordings of the request, or with their outcomes; empty while waiting.</summary>
        public IReadOnlyList<RecordingResult> Results { get; } = new RecordingResult[0];

        /// <summary>How long the call waits.</summary>
        public TimeSpan Wait { get; }

        /// <summary>What it waits out: see <see cref="RecordingsProgress.WaitReason"/>.</summary>
        public int WaitReason { get; }

        /// <summary>The event in a line.</summary>
        /// <returns>Such as "moveToRecycleBin 3: 100 recordings, Sending".</returns>
        public override string ToString()
        {
            string what = Kind == RecordingsEventKind.Waiting
                ? $"Waiting {Math.Ceiling(Wait.TotalSeconds)} s, {Utf8.Decode(Native.Functions.ResultText(WaitReason))}"
                : $"{Results.Count} recordings, {Kind}";
            return $"{Operation} {CallId}: {what}";
        }
    }

    /// <summary>What a <see cref="RecordingsEvent"/> tells.</summary>
    public enum RecordingsEventKind
    {
        /// <summary>
        /// A request is about to be sent, and waits until the handler returns. Recordings may be told so several times.
        /// </summary>
        Sending,

        /// <summary>
        /// Recordings have the outcomes that they will have in the report. With <see cref="ChangeOptions.Verify"/> one
        /// may be settled twice: the last word counts.
        /// </summary>
        Settled,

        /// <summary>Nothing can be sent for a second or more.</summary>
        Waiting,
    }
}
