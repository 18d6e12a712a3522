// The progress of a running call.

using System;

namespace WebexRec
{
    /// <summary>
    /// The progress of a running call, reported at least every 250 milliseconds and at most 20 times a second.
    /// </summary>
    public sealed class RecordingsProgress
    {
        /// <summary>
        /// Number of recordings in the job. While the library still reads a large job: those read so far. 0 for a list,
        /// whose length is not known in advance.
        /// </summary>
        public long Total { get; set; }

        /// <summary>Number of recordings that the service confirmed as done; for a list, those listed so far.</summary>
        public long Done { get; set; }

        /// <summary>Number of recordings that have another final outcome.</summary>
        public long NotDone { get; set; }

        /// <summary>Number of requests in flight.</summary>
        public long InFlight { get; set; }

        /// <summary>Number of requests sent so far.</summary>
        public long Requests { get; set; }

        /// <summary>Number of those requests that were repeats of an earlier one.</summary>
        public long Retries { get; set; }

        /// <summary>Time until the next request can be sent; zero if the call isn't waiting.</summary>
        public TimeSpan Wait { get; set; }

        /// <summary>
        /// Why the call is waiting: 429 (rate limit), 423 (locked), or the other HTTP status or
        /// <see cref="ResultCode"/> after which a request is sent again; 0 if it isn't waiting.
        /// </summary>
        public int WaitReason { get; set; }

        /// <summary>Describes the progress for people.</summary>
        /// <returns>The number of recordings that are done, such as "1200 of 60000", or "1200" for a list.</returns>
        public override string ToString()
        {
            return Total > 0 ? $"{Done} of {Total}" : Done.ToString();
        }

        /// <summary>Reads the progress that the native library passes to a callback.</summary>
        internal static RecordingsProgress FromNative(IntPtr progress)
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
}
