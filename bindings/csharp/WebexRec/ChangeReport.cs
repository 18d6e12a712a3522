// The report of a call that changes recordings.

using System;
using System.Collections.Generic;
using System.Linq;

namespace WebexRec
{
    /// <summary>
    /// The report of a move, restore or purge: one result for each recording passed in, in the same order, however the
    /// call ended. Immutable.
    /// </summary>
    public sealed class ChangeReport
    {
        private ChangeReport(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "operation": Operation = json.ReadString(); break;
                    case "result": Code = (int?)json.ReadInteger() ?? ResultCode.Internal; break;
                    case "message": Message = json.ReadString(); break;
                    case "version": Version = json.ReadString(); break;
                    case "baseUrl": BaseUrl = json.ReadString(); break;
                    case "startedAt": StartedAt = json.ReadTime() ?? default(DateTimeOffset); break;
                    case "finishedAt": FinishedAt = json.ReadTime() ?? default(DateTimeOffset); break;
                    case "bytes": ReadBytes(json); break;
                    case "requests": Requests = json.ReadInteger() ?? 0; break;
                    case "retries": Retries = json.ReadInteger() ?? 0; break;
                    case "waitedSeconds": Waited = json.ReadSeconds() ?? TimeSpan.Zero; break;
                    case "stoppedBy": StoppedBy = new StopReason(json); break;
                    case "warnings": Warnings = json.ReadArray(warning => warning.ReadString()); break;
                    case "plan": Plan = json.ReadArray(request => new PlannedRequest(request)); break;
                    case "results": Results = json.ReadArray(RecordingResult.FromJson); break;
                    default: json.Skip(); break;
                }
            }
            Done = WithOutcome(RecordingOutcome.Done);
            NotDone = Results.Where(result => result.Outcome != RecordingOutcome.Done).ToList();
        }

        /// <summary>The operation: moveToRecycleBin, restoreFromRecycleBin or purgeFromRecycleBin.</summary>
        public string Operation { get; } = "";

        /// <summary>The result of the call: one of <see cref="ResultCode"/>, or an HTTP status.</summary>
        public int Code { get; } = ResultCode.Internal;

        /// <summary>
        /// Why not everything was done, for people; empty if everything was. The wording changes between versions.
        /// </summary>
        public string Message { get; } = "";

        /// <summary>Whether everything was done. True for a dry run too.</summary>
        public bool IsSuccess => Code == ResultCode.Ok;

        /// <summary>One result for each recording passed in, in the same order.</summary>
        public IReadOnlyList<RecordingResult> Results { get; } = new RecordingResult[0];

        /// <summary>
        /// The results whose outcome is <see cref="RecordingOutcome.Done"/>. Restoring those of a move undoes it.
        /// </summary>
        public IReadOnlyList<RecordingResult> Done { get; }

        /// <summary>All other results. Pass them to the same method to finish the job.</summary>
        public IReadOnlyList<RecordingResult> NotDone { get; }

        /// <summary>Time at which the call started, in UTC.</summary>
        public DateTimeOffset StartedAt { get; }

        /// <summary>Time at which the call ended, in UTC.</summary>
        public DateTimeOffset FinishedAt { get; }

        /// <summary>Sum of the known sizes of all recordings, in bytes.</summary>
        public long BytesTotal { get; private set; }

        /// <summary>Sum of the known sizes of the recordings that are done, in bytes.</summary>
        public long BytesDone { get; private set; }

        /// <summary>Number of requests sent.</summary>
        public long Requests { get; }

        /// <summary>Number of those requests that were repeats of an earlier one.</summary>
        public long Retries { get; }

        /// <summary>Time that the call spent waiting for the rate limit or before retries.</summary>
        public TimeSpan Waited { get; }

        /// <summary>Why the call ended early; null if it ran to its end.</summary>
        public StopReason StoppedBy { get; }

        /// <summary>Warnings from the service, for people.</summary>
        public IReadOnlyList<string> Warnings { get; } = new string[0];

        /// <summary>The requests that a dry run would send; null for any other call.</summary>
        public IReadOnlyList<PlannedRequest> Plan { get; }

        /// <summary>Base URL of the service.</summary>
        public string BaseUrl { get; } = "";

        /// <summary>Version of the native library, such as "0.1.0".</summary>
        public string Version { get; } = "";

        /// <summary>The report as JSON, for storage; <see cref="Parse"/> reads it.</summary>
        public string Json { get; private set; }

        /// <summary>Reads a stored report, or makes one for your tests.</summary>
        /// <param name="json">
        /// The text of <see cref="Json"/>, or a part of it such as
        /// {"result":0,"results":[{"id":"a","outcome":"done"}]}. Without "result", <see cref="Code"/> is
        /// <see cref="ResultCode.Internal"/>. Required.
        /// </param>
        /// <returns>The report; a member that is missing has its default.</returns>
        /// <exception cref="FormatException">The text is not JSON.</exception>
        /// <exception cref="ArgumentNullException">The text is null.</exception>
        public static ChangeReport Parse(string json)
        {
            if (json == null) throw new ArgumentNullException(nameof(json));
            var report = JsonReader.Parse(json, reader => new ChangeReport(reader));
            report.Json = json;
            return report;
        }

        /// <summary>Selects the results that have an outcome.</summary>
        /// <param name="outcome">The outcome.</param>
        /// <returns>The results, in the order of <see cref="Results"/>.</returns>
        public IReadOnlyList<RecordingResult> WithOutcome(RecordingOutcome outcome)
        {
            return Results.Where(result => result.Outcome == outcome).ToList();
        }

        /// <summary>Throws the exception for <see cref="Code"/>, unless everything was done.</summary>
        /// <returns>This report.</returns>
        /// <exception cref="WebexrecException">
        /// Not everything was done. The exception's class depends on the code, and it has this report.
        /// </exception>
        public ChangeReport ThrowIfFailed()
        {
            return IsSuccess ? this : throw WebexrecException.ForCode(Code, Message, this);
        }

        /// <summary>Describes the report for people.</summary>
        /// <returns>
        /// The operation, the counts and the message, such as "moveToRecycleBin: 250 of 250 done".
        /// </returns>
        public override string ToString()
        {
            string message = string.IsNullOrEmpty(Message) ? "" : ": " + Message;
            return $"{Operation}: {Done.Count} of {Results.Count} done{message}";
        }

        private void ReadBytes(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "total": BytesTotal = json.ReadInteger() ?? 0; break;
                    case "done": BytesDone = json.ReadInteger() ?? 0; break;
                    default: json.Skip(); break;
                }
            }
        }
    }
}
