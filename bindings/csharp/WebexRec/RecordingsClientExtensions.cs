// The methods of a client that take the ids of recordings.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>The methods of a client that take the ids of recordings.</summary>
    public static class RecordingsClientExtensions
    {
        /// <inheritdoc cref="IRecordingsClient.MoveToRecycleBin"/>
        /// <param name="client">The client. Required.</param>
        /// <param name="ids">
        /// Ids of the recordings, any number. The sequence is read once, before anything is sent; duplicates are sent
        /// once. Required, and not empty.
        /// </param>
        /// <param name="options">
        /// The site and host of the recordings, and other options of the call. Default: null, the default of each
        /// option.
        /// </param>
        /// <param name="progress">
        /// Receives the progress on the thread of the call, at least every 250 milliseconds and at most 20 times a
        /// second. Default: null, none.
        /// </param>
        /// <param name="cancellationToken">Cancels the call. Default: none.</param>
        public static ChangeReport MoveToRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.MoveToRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="MoveToRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        public static Task<ChangeReport> MoveToRecycleBinAsync(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.MoveToRecycleBinAsync(References(ids), options, progress, cancellationToken);
        }

        /// <summary>
        /// Restores recordings from the recycle bin. One that the service refuses doesn't stop the others. It is safe
        /// to repeat the call with the same recordings.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        public static ChangeReport RestoreFromRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.RestoreFromRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="RestoreFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        public static Task<ChangeReport> RestoreFromRecycleBinAsync(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.RestoreFromRecycleBinAsync(References(ids), options, progress, cancellationToken);
        }

        /// <summary>
        /// Purges recordings from the recycle bin. This can't be undone. One that the service refuses doesn't stop the
        /// others.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        public static ChangeReport PurgeFromRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.PurgeFromRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="PurgeFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        public static Task<ChangeReport> PurgeFromRecycleBinAsync(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.PurgeFromRecycleBinAsync(References(ids), options, progress, cancellationToken);
        }

        private static IEnumerable<RecordingReference> References(IEnumerable<string> ids)
        {
            return ids?.Select(id => new RecordingReference(id));
        }
    }
}
