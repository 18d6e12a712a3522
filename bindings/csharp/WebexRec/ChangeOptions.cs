// How a move, restore or purge is to be done.

namespace WebexRec
{
    /// <summary>How a move, restore or purge is to be done.</summary>
    public sealed class ChangeOptions
    {
        /// <summary>
        /// The site of the recordings that name none, such as example.webex.com; null for the user's preferred one.
        /// </summary>
        public string SiteUrl { get; set; }

        /// <summary>
        /// The host of the recordings that name none, for an admin token; null for the user of the token.
        /// </summary>
        public string HostEmail { get; set; }

        /// <summary>
        /// Looks up afterwards what stayed unclear, for which the token needs a scope for reading. Not together with
        /// <see cref="DryRun"/>; without effect on everything in a recycle bin.
        /// </summary>
        public bool Verify { get; set; }

        /// <summary>Checks and plans everything, and sends nothing; the report has the plan.</summary>
        public bool DryRun { get; set; }

        /// <summary>
        /// Fails instead of sending more than one request, and of one that is refused finds out nothing more.
        /// </summary>
        public bool SingleRequest { get; set; }

        internal Flags Flags =>
            (Verify ? Flags.Verify : 0) | (DryRun ? Flags.DryRun : 0) | (SingleRequest ? Flags.SingleRequest : 0);
    }
}
