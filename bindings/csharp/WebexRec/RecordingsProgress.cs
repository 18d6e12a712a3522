// How far a call is.

using System;

namespace WebexRec
{
    /// <summary>How far a call is: told at least every 250 milliseconds, and at most 20 times a second.</summary>
    public sealed class RecordingsProgress
    {
        /// <summary>Recordings of the job in all, which are those read so far as long as a large job is read and nothing
        /// is sent; 0 for a list, whose length is not known beforehand.</summary>
        public long Total { get; set; }

        /// <summary>Recordings confirmed done; for a list those listed so far.</summary>
        public long Done { get; set; }

        /// <summary>Recordings settled otherwise.</summary>
        public long NotDone { get; set; }

        /// <summary>Requests under way.</summary>
        public long InFlight { get; set; }

        /// <summary>Requests sent so far.</summary>
        public long Requests { get; set; }

        /// <summary>Those of them that had been sent before.</summary>
        public long Retries { get; set; }

        /// <summary>How long until the next request can be sent; zero if nothing has to be waited for.</summary>
        public TimeSpan Wait { get; set; }

        /// <summary>
        /// What is waited out: 429 (rate limit), 423 (locked), another status or a <see cref="ResultCode"/> after which
        /// a request is tried again; 0 if nothing is.
        /// </summary>
        public int WaitReason { get; set; }

        /// <summary>How many recordings are done, and of how many.</summary>
        /// <returns>Such as "1200 of 60000".</returns>
        public override string ToString()
        {
            return Total > 0 ? $"{Done} of {Total}" : Done.ToString();
        }

        internal static RecordingsProgress Of(IntPtr progress)
        {
            return new RecordingsProgress
            {
                Total = Get(progress, ProgressField.Total),
                Done = Get(progress, ProgressField.Done),
                NotDone = Get(progress, ProgressField.NotDone),
                InFlight = Get(progress, ProgressField.InFlight),
                Requests = Get(progress, ProgressField.Requests),
                Retries = Get(progress, ProgressField.Retries),
                Wait = TimeSpan.FromMilliseconds(Get(progress, ProgressField.WaitMs)),
                WaitReason = (int)Get(progress, ProgressField.WaitReason),
            };
        }

        private static long Get(IntPtr progress, ProgressField field)
        {
            return (long)Native.Functions.ProgressGet(progress, (uint)field);
        }
    }

    /// <summary>The figures that the native library has, with the values of the C header.</summary>
    internal enum ProgressField : uint
    {
        Total = 0,
        Done = 1,
        NotDone = 2,
        InFlight = 3,
        Requests = 4,
        Retries = 5,
        WaitMs = 6,
        WaitReason = 7,
    }
}
