// The result of a call for one recording.

using System;
using System.Collections.Generic;
using System.Linq;

namespace WebexRec
{
    /// <summary>The result of a call for one recording. It can be passed to another call unchanged.</summary>
    /// <remarks>Not thread-safe: don't change an instance while a call reads it.</remarks>
    public sealed class RecordingResult : RecordingReference
    {
        private static readonly Dictionary<string, RecordingOutcome> Outcomes =
            Enum.GetValues(typeof(RecordingOutcome)).Cast<RecordingOutcome>().ToDictionary(NameOf);

        /// <summary>Makes a result from your journal, or for your tests.</summary>
        /// <param name="id">The id of the recording.</param>
        /// <param name="outcome">
        /// Its outcome. A call treats a recording that is <see cref="RecordingOutcome.Unknown"/>,
        /// <see cref="RecordingOutcome.Inferred"/> or <see cref="RecordingOutcome.Sending"/> as in doubt: if the
        /// service refuses it now, an earlier call may have done it.
        /// </param>
        public RecordingResult(string id, RecordingOutcome outcome) : base(id)
        {
            Outcome = outcome;
        }

        internal static RecordingResult FromJson(JsonReader json)
        {
            var result = new RecordingResult(null, RecordingOutcome.Unknown);
            result.ReadMembers(json);
            return result;
        }

        /// <summary>Outcome of the call for the recording.</summary>
        public RecordingOutcome Outcome { get; private set; }

        /// <summary>HTTP status of the response that decided the outcome; null if there was no response.</summary>
        public int? Status { get; set; }

        /// <summary>Why it is not done, for people; null if it is done. The wording changes between versions.</summary>
        public string Message { get; set; }

        /// <summary>
        /// The tracking id that Webex support asks for; null if there was no response.
        /// </summary>
        public string TrackingId { get; set; }

        /// <summary>
        /// Where <see cref="ChangeOptions.Verify"/> found it after the last request: one of
        /// <see cref="RecordingStatus"/>, "missing" or "error". Null if it was not looked up.
        /// </summary>
        public string Seen { get; set; }

        /// <summary>
        /// Whether it stands for everything in a recycle bin. Such a result has no id and can't be passed to a call.
        /// </summary>
        public bool IsAll { get; private set; }

        /// <summary>Describes the result for people.</summary>
        /// <returns>The id, the outcome and the message, such as "4f91...: Rejected: 404 Not Found: ...".</returns>
        public override string ToString()
        {
            return $"{(IsAll ? "everything" : Id)}: {Outcome}{(Message == null ? "" : ": " + Message)}";
        }

        internal override void WriteMembers(JsonWriter json)
        {
            base.WriteMembers(json);
            json.WriteMember("outcome", NameOf(Outcome));
            if (IsAll) json.WriteMember("all", true);
        }

        internal override bool ReadMember(string name, JsonReader json)
        {
            switch (name)
            {
                case "outcome": Outcome = ReadOutcome(json); return true;
                case "status": Status = (int?)json.ReadInteger(); return true;
                case "message": Message = json.ReadInterned(); return true;
                case "trackingId": TrackingId = json.ReadInterned(); return true;
                case "seen": Seen = json.ReadInterned(); return true;
                case "all": IsAll = json.ReadBoolean() == true; return true;
                default: return base.ReadMember(name, json);
            }
        }

        /// <summary>Reads an outcome. One that this version doesn't know must not count as done.</summary>
        private static RecordingOutcome ReadOutcome(JsonReader json)
        {
            return Outcomes.TryGetValue(json.ReadInterned() ?? "", out var outcome)
                ? outcome : RecordingOutcome.Unknown;
        }

        /// <summary>The name in JSON, such as notSent.</summary>
        private static string NameOf(RecordingOutcome outcome)
        {
            string name = outcome.ToString();
            return char.ToLowerInvariant(name[0]) + name.Substring(1);
        }
    }
}
