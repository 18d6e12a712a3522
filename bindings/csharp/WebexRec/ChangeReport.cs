// What a call that changes recordings came to.

using System;
using System.Collections.Generic;
using System.Linq;

namespace WebexRec
{
    /// <summary>
    /// What a move, restore or purge came to: one result for each recording given, in that order, whatever happened.
    /// </summary>
    public sealed class ChangeReport
    {
        private ChangeReport(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "operation": Operation = json.Text(); break;
                    case "result": Code = (int?)json.Integer() ?? ResultCode.Internal; break;
                    case "message": Message = json.Text(); break;
                    case "version": Version = json.Text(); break;
                    case "baseUrl": BaseUrl = json.Text(); break;
                    case "startedAt": StartedAt = json.Time() ?? default(DateTimeOffset); break;
                    case "finishedAt": FinishedAt = json.Time() ?? default(DateTimeOffset); break;
                    case "bytes": ReadBytes(json); break;
                    case "requests": Requests = json.Integer() ?? 0; break;
                    case "retries": Retries = json.Integer() ?? 0; break;
                    case "waitedSeconds": Waited = json.Seconds() ?? TimeSpan.Zero; break;
                    case "stoppedBy": StoppedBy = new StopReason(json); break;
                    case "warnings": Warnings = json.Elements(warning => warning.Text()); break;
                    case "plan": Plan = json.Elements(request => new PlannedRequest(request)); break;
                    case "results": Results = json.Elements(RecordingResult.Of); break;
                    default: json.Skip(); break;
                }
            }
            Done = Of(RecordingOutcome.Done);
            NotDone = Results.Where(result => result.Outcome != RecordingOutcome.Done).ToList();
        }

        /// <summary>What was asked for: moveToRecycleBin, restoreFromRecycleBin or purgeFromRecycleBin.</summary>
        public string Operation { get; } = "";

        /// <summary>How the call ended: one of <see cref="ResultCode"/>, or an HTTP status.</summary>
        public int Code { get; } = ResultCode.Internal;

        /// <summary>How the call ended, for people; empty if everything was done.</summary>
        public string Message { get; } = "";

        /// <summary>Whether everything asked for was done (or it was a dry run).</summary>
        public bool IsSuccess => Code == ResultCode.Ok;

        /// <summary>A result for each recording given, in that order.</summary>
        public IReadOnlyList<RecordingResult> Results { get; } = new RecordingResult[0];

        /// <summary>The results of the recordings that are done. After a move, restoring them undoes it.</summary>
        public IReadOnlyList<RecordingResult> Done { get; }

        /// <summary>All other results. Giving them again goes on with what was cut short.</summary>
        public IReadOnlyList<RecordingResult> NotDone { get; }

        /// <summary>When the call began.</summary>
        public DateTimeOffset StartedAt { get; }

        /// <summary>When the call ended.</summary>
        public DateTimeOffset FinishedAt { get; }

        /// <summary>The sum of the sizes that are known.</summary>
        public long BytesTotal { get; private set; }

        /// <summary>The same of the recordings that are done.</summary>
        public long BytesDone { get; private set; }

        /// <summary>Requests that were sent.</summary>
        public long Requests { get; }

        /// <summary>Those of them that had been sent before.</summary>
        public long Retries { get; }

        /// <summary>How long the call waited for the service.</summary>
        public TimeSpan Waited { get; }

        /// <summary>What ended the call early; null if nothing did.</summary>
        public StopReason StoppedBy { get; }

        /// <summary>Warnings of the service.</summary>
        public IReadOnlyList<string> Warnings { get; } = new string[0];

        /// <summary>After a dry run the requests that would be sent, otherwise null.</summary>
        public IReadOnlyList<PlannedRequest> Plan { get; }

        /// <summary>Where the service is.</summary>
        public string BaseUrl { get; } = "";

        /// <summary>The version of the native library.</summary>
        public string Version { get; } = "";

        /// <summary>The report as JSON, to be kept; <see cref="Parse"/> reads it.</summary>
        public string Json { get; private set; }

        /// <summary>Reads a report that was kept, or one written for a test.</summary>
        /// <param name="json">
        /// What <see cref="Json"/> gave, or a part of it such as {"result":0,"results":[{"id":"a","outcome":"done"}]}.
        /// </param>
        /// <returns>The report; what is missing in it has its default.</returns>
        /// <exception cref="FormatException">It is not JSON.</exception>
        public static ChangeReport Parse(string json)
        {
            if (json == null) throw new ArgumentNullException(nameof(json));
            var report = JsonReader.Read(json, reader => new ChangeReport(reader));
            report.Json = json;
            return report;
        }

        /// <summary>The results with one outcome.</summary>
        /// <param name="outcome">The outcome.</param>
        /// <returns>They are in the order of <see cref="Results"/>.</returns>
        public IReadOnlyList<RecordingResult> Of(RecordingOutcome outcome)
        {
            return Results.Where(result => result.Outcome == outcome).ToList();
        }

        /// <summary>Throws the exception for <see cref="Code"/> unless everything was done.</summary>
        /// <returns>This report.</returns>
        /// <exception cref="WebexrecException">Not everything was done; it has this report.</exception>
        public ChangeReport ThrowIfFailed()
        {
            return IsSuccess ? this : throw WebexrecException.Of(Code, Message, this);
        }

        /// <summary>How many recordings are done, and the message.</summary>
        /// <returns>Such as "moveToRecycleBin: 250 of 250 done".</returns>
        public override string ToString()
        {
            string message = string.IsNullOrEmpty(Message) ? "" : ": " + Message;
            return $"{Operation}: {Done.Count} of {Results.Count} done{message}";
        }

        private void ReadBytes(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "total": BytesTotal = json.Integer() ?? 0; break;
                    case "done": BytesDone = json.Integer() ?? 0; break;
                    default: json.Skip(); break;
                }
            }
        }
    }

    /// <summary>What ended a call early.</summary>
    public sealed class StopReason
    {
        internal StopReason(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "code": Code = (int?)json.Integer() ?? ResultCode.Internal; break;
                    case "message": Message = json.Text(); break;
                    case "retryAfterSeconds": RetryAfter = json.Seconds(); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>One of <see cref="ResultCode"/>, or an HTTP status.</summary>
        public int Code { get; }

        /// <summary>The same for people.</summary>
        public string Message { get; }

        /// <summary>How long to wait before trying again; null if the service doesn't say.</summary>
        public TimeSpan? RetryAfter { get; }
    }

    /// <summary>A request that a dry run would send.</summary>
    public sealed class PlannedRequest
    {
        internal PlannedRequest(JsonReader json)
        {
            foreach (string name in json.Members())
            {
                switch (name)
                {
                    case "path": Path = json.Text(); break;
                    case "query": HostEmail = HostIn(json); break;
                    case "siteUrl": SiteUrl = json.Text(); break;
                    case "ids": Ids = json.Elements(id => id.Text()); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>The path below the base URL.</summary>
        public string Path { get; }

        /// <summary>The site; null for the user's preferred one.</summary>
        public string SiteUrl { get; }

        /// <summary>The host; null for the user of the token.</summary>
        public string HostEmail { get; }

        /// <summary>The ids of the recordings; empty if it is for everything in the recycle bin.</summary>
        public IReadOnlyList<string> Ids { get; } = new string[0];

        private static string HostIn(JsonReader json)
        {
            string host = null;
            foreach (string name in json.Members())
            {
                if (name == "hostEmail") host = json.Text();
                else json.Skip();
            }
            return host;
        }
    }
}
