// An event of a running call, for a log or a journal.

using System;
using System.Collections.Generic;

namespace WebexRec
{
    /// <summary>
    /// An event of a running call, for a log or a journal: see <see cref="RecordingsClientOptions.OnEvent"/>.
    /// Immutable.
    /// </summary>
    public sealed class RecordingsEvent
    {
        /// <summary>Makes an event of the kind <see cref="RecordingsEventKind.Waiting"/>.</summary>
        internal RecordingsEvent(long callId, string operation, RecordingsProgress progress)
        {
            CallId = callId;
            Operation = operation;
            Kind = RecordingsEventKind.Waiting;
            Wait = progress.Wait;
            WaitReason = progress.WaitReason;
        }

        /// <summary>Makes an event of one of the other kinds.</summary>
        internal RecordingsEvent(long callId, string operation, IReadOnlyList<RecordingResult> results)
        {
            CallId = callId;
            Operation = operation;
            Kind = results[0].Outcome == RecordingOutcome.Sending
                ? RecordingsEventKind.Sending : RecordingsEventKind.Settled;
            Results = results;
        }

        /// <summary>A number that identifies the call within this process.</summary>
        public long CallId { get; }

        /// <summary>
        /// The operation: moveToRecycleBin, restoreFromRecycleBin, purgeFromRecycleBin, listRecordings or listSites.
        /// </summary>
        public string Operation { get; }

        /// <summary>Kind of the event.</summary>
        public RecordingsEventKind Kind { get; }

        /// <summary>
        /// The recordings that are about to be sent, or those that are settled, with their outcomes; empty while
        /// waiting.
        /// </summary>
        public IReadOnlyList<RecordingResult> Results { get; } = new RecordingResult[0];

        /// <summary>How long the call waits; zero for another kind of event.</summary>
        public TimeSpan Wait { get; }

        /// <summary>
        /// Why the call waits: see <see cref="RecordingsProgress.WaitReason"/>; 0 for another kind of event.
        /// </summary>
        public int WaitReason { get; }

        /// <summary>Describes the event in one line, for a log.</summary>
        /// <returns>The line, such as "moveToRecycleBin 3: 100 recordings, Sending".</returns>
        public override string ToString()
        {
            string description = Kind == RecordingsEventKind.Waiting
                ? $"Waiting {Math.Ceiling(Wait.TotalSeconds)} s, {Native.Functions.ResultText(WaitReason)}"
                : $"{Results.Count} recordings, {Kind}";
            return $"{Operation} {CallId}: {description}";
        }
    }
}
