// The outcome of a call for one recording.

namespace WebexRec
{
    /// <summary>The outcome of a call for one recording.</summary>
    public enum RecordingOutcome
    {
        /// <summary>
        /// In doubt: it was sent and may have been done. Pass it to the same method again, or use
        /// <see cref="ChangeOptions.Verify"/>.
        /// </summary>
        Unknown,

        /// <summary>The service confirmed it.</summary>
        Done,

        /// <summary>
        /// Refused after an earlier attempt whose response was lost: most likely that attempt did it.
        /// </summary>
        Inferred,

        /// <summary>The service refused this recording; its status and message say why.</summary>
        Rejected,

        /// <summary>
        /// Certainly not done: no request with it reached the service, or the service doesn't accept such requests.
        /// </summary>
        Failed,

        /// <summary>Unchanged: it was not sent, or it was sent and the service did not process it (429, 401).</summary>
        NotSent,

        /// <summary>About to be sent. Only a <see cref="RecordingsEvent"/> has it, never a report.</summary>
        Sending,
    }
}
