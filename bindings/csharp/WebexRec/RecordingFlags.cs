// The flags of a call, with the values of the C header.

using System;

namespace WebexRec
{
    /// <summary>How a call is to be done.</summary>
    [Flags]
    public enum RecordingFlags : uint
    {
        /// <summary>Nothing special.</summary>
        None = 0,

        /// <summary>Restore, purge: everything in the recycle bin of the site and host, instead of a list. Such a
        /// request is not tried again when its answer is lost.</summary>
        All = 1,

        /// <summary>Move, restore, purge: check and plan everything, send nothing.</summary>
        DryRun = 2,

        /// <summary>Move, restore, purge: fail instead of sending more than one request; of one that is refused, find out
        /// nothing more.</summary>
        SingleRequest = 4,

        /// <summary>Move, restore, purge: look up afterwards what stayed unclear, for which the token needs a scope for
        /// reading. Not together with <see cref="DryRun"/>.</summary>
        Verify = 8,

        /// <summary>List: the recordings of the organization instead of one user's.</summary>
        Admin = 16,

        /// <summary>List: keep passwords and links to the recordings' contents.</summary>
        IncludeSecrets = 32,
    }
}
