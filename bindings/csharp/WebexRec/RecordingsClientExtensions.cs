// The methods of a client for recordings that are given by their ids alone.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>The methods of a client for recordings that are given by their ids alone.</summary>
    public static class RecordingsClientExtensions
    {
        /// <inheritdoc cref="IRecordingsClient.MoveToRecycleBin"/>
        /// <param name="client">The client.</param>
        /// <param name="ids">The ids of the recordings, any number. Duplicates are sent once.</param>
        /// <param name="options">How to do it, and the site and host of the recordings; null for the defaults.</param>
        /// <param name="progress">Is told how far the call is, on the thread of the call.</param>
        /// <param name="cancellationToken">Stops the call.</param>
        public static ChangeReport MoveToRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.MoveToRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="MoveToRecycleBin"/>
        public static Task<ChangeReport> MoveToRecycleBinAsync(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.MoveToRecycleBinAsync(References(ids), options, progress, cancellationToken);
        }

        /// <summary>Restores recordings from the recycle bin.</summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        public static ChangeReport RestoreFromRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.RestoreFromRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="RestoreFromRecycleBin"/>
        public static Task<ChangeReport> RestoreFromRecycleBinAsync(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.RestoreFromRecycleBinAsync(References(ids), options, progress, cancellationToken);
        }

        /// <summary>Purges recordings from the recycle bin. This can't be undone.</summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        public static ChangeReport PurgeFromRecycleBin(
            this IRecordingsClient client, IEnumerable<string> ids, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return client.PurgeFromRecycleBin(References(ids), options, progress, cancellationToken);
        }

        /// <inheritdoc cref="PurgeFromRecycleBin"/>
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
