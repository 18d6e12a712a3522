// The kinds of events of a running call.

namespace WebexRec
{
    /// <summary>The kind of a <see cref="RecordingsEvent"/>.</summary>
    public enum RecordingsEventKind
    {
        /// <summary>
        /// A request is about to be sent; it waits until the handler returns. A recording that is sent again has
        /// another such event.
        /// </summary>
        Sending,

        /// <summary>
        /// Recordings have their final outcomes. With <see cref="ChangeOptions.Verify"/> a recording can be settled
        /// twice; the later outcome is the one in the report.
        /// </summary>
        Settled,

        /// <summary>The call can't send anything for a second or more.</summary>
        Waiting,
    }
}
