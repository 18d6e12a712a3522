// What became of a recording.

using System;
using System.Collections.Generic;
using System.Linq;

namespace WebexRec
{
    /// <summary>What a call did to a recording. It can be given to another call as it is.</summary>
    public sealed class RecordingResult : RecordingReference
    {
        private static readonly Dictionary<string, RecordingOutcome> Outcomes =
            Enum.GetValues(typeof(RecordingOutcome)).Cast<RecordingOutcome>().ToDictionary(Name);

        /// <summary>A result, for a test of your own or from a journal that you kept.</summary>
        /// <param name="id">The id of the recording.</param>
        /// <param name="outcome">What became of it.</param>
        public RecordingResult(string id, RecordingOutcome outcome) : base(id)
        {
            Outcome = outcome;
        }

        internal static RecordingResult Of(JsonReader json)
        {
            var result = new RecordingResult(null, RecordingOutcome.Unknown);
            result.Read(json);
            return result;
        }

        /// <summary>What became of it.</summary>
        public RecordingOutcome Outcome { get; private set; }

        /// <summary>The HTTP status of the answer that decided; null if there was none.</summary>
        public int? Status { get; set; }

        /// <summary>Why it is not done, for people; null if it is.</summary>
        public string Message { get; set; }

        /// <summary>What the service's support wants to know; null if there was no answer.</summary>
        public string TrackingId { get; set; }

        /// <summary>
        /// Where it was seen afterwards, if <see cref="ChangeOptions.Verify"/> looked it up: one of
        /// <see cref="RecordingStatus"/>, "missing" or "error". Null if it didn't.
        /// </summary>
        public string Seen { get; set; }

        /// <summary>
        /// Whether it stands for everything in the recycle bin. It has no id then, and can't be given to another call.
        /// </summary>
        public bool IsAll { get; private set; }

        /// <summary>The recording, its outcome and the reason, for people.</summary>
        /// <returns>Such as "4f91...: Rejected: 404 Not Found: ...".</returns>
        public override string ToString()
        {
            return $"{(IsAll ? "everything" : Id)}: {Outcome}{(Message == null ? "" : ": " + Message)}";
        }

        internal override void Write(JsonText json)
        {
            base.Write(json);
            json.Member("outcome", Name(Outcome));
            if (IsAll) json.Member("all", true);
        }

        internal override bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "outcome":
                    // What this version doesn't know must never pass for done.
                    Outcome = Outcomes.TryGetValue(json.SharedText() ?? "", out var known)
                        ? known : RecordingOutcome.Unknown;
                    return true;
                case "status": Status = (int?)json.Integer(); return true;
                case "message": Message = json.SharedText(); return true;
                case "trackingId": TrackingId = json.SharedText(); return true;
                case "seen": Seen = json.SharedText(); return true;
                case "all": IsAll = json.Boolean() == true; return true;
                default: return base.ReadMember(name, json);
            }
        }

        private static string Name(RecordingOutcome outcome)
        {
            string name = outcome.ToString();
            return char.ToLowerInvariant(name[0]) + name.Substring(1);
        }
    }

    /// <summary>What became of a recording.</summary>
    public enum RecordingOutcome
    {
        /// <summary>It was sent, and may have been done: give it again, or use
        /// <see cref="ChangeOptions.Verify"/>.</summary>
        Unknown,

        /// <summary>The service confirmed it.</summary>
        Done,

        /// <summary>Refused, after an earlier try whose answer was lost: most likely that try did it.</summary>
        Inferred,

        /// <summary>The service refused this recording; its status and message say why.</summary>
        Rejected,

        /// <summary>Not done: no request for it got there, or the service does not take such requests.</summary>
        Failed,

        /// <summary>Left as it was: not sent, or sent and not processed.</summary>
        NotSent,

        /// <summary>About to be sent: only in a <see cref="RecordingsEvent"/>, never in a report.</summary>
        Sending,
    }
}
