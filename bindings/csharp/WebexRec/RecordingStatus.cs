// Where a recording is, in the words of the service.

namespace WebexRec
{
    /// <summary>
    /// Where a recording is: the values of <see cref="Recording.Status"/>, <see cref="RecordingQuery.Status"/> and
    /// <see cref="RecordingResult.Seen"/>.
    /// </summary>
    public static class RecordingStatus
    {
        /// <summary>Not in the recycle bin: its host can play it.</summary>
        public const string Available = "available";

        /// <summary>In the recycle bin.</summary>
        public const string Deleted = "deleted";

        /// <summary>Purged from the recycle bin.</summary>
        public const string Purged = "purged";
    }
}
