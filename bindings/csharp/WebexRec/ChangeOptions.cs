// Options of one move, restore or purge.

namespace WebexRec
{
    /// <summary>Options of one move, restore or purge. The call reads them before it starts.</summary>
    /// <remarks>Not thread-safe: don't change an instance while a call reads it.</remarks>
    public sealed class ChangeOptions
    {
        /// <summary>
        /// Name of the site of the recordings that have none of their own, such as example.webex.com. Default: null,
        /// the preferred site of the user.
        /// </summary>
        public string SiteUrl { get; set; }

        /// <summary>
        /// Email address of the host of the recordings that have none of their own; has an effect only with an admin
        /// token. Default: null, the user of the token.
        /// </summary>
        public string HostEmail { get; set; }

        /// <summary>
        /// Looks up recordings that are in doubt after the last request: those found where they should be become
        /// <see cref="RecordingOutcome.Done"/>, and for the others <see cref="RecordingResult.Seen"/> says where they
        /// are. The token needs a read scope. Can't be combined with <see cref="DryRun"/>, and has no effect on methods
        /// that change everything in a recycle bin. Default: false.
        /// </summary>
        public bool Verify { get; set; }

        /// <summary>
        /// Checks and plans everything but sends nothing; the report has the <see cref="ChangeReport.Plan"/>. Default:
        /// false.
        /// </summary>
        public bool DryRun { get; set; }

        /// <summary>
        /// Sends one request only: more than 100 recordings, or recordings of several sites or hosts, are refused, and
        /// a request that the service refuses is not divided to find the recording that caused it. Default: false.
        /// </summary>
        public bool SingleRequest { get; set; }

        internal Flags Flags =>
            (Verify ? Flags.Verify : 0) | (DryRun ? Flags.DryRun : 0) | (SingleRequest ? Flags.SingleRequest : 0);
    }
}
