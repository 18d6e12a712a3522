// What a client can do, as an interface that tests can put something else behind.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// Moves Webex meeting recordings into the recycle bin, restores, purges and lists them. Ids (strings) are taken
    /// too, by the extension methods of <see cref="RecordingsClientExtensions"/>.
    /// </summary>
    /// <remarks>
    /// <para>Any number of calls may run at the same time, from any threads. A method blocks until it is done; the
    /// asynchronous one of the same name does the same on a thread of its own.</para>
    /// <para>What can't be used is refused with an <see cref="InvalidInputException"/> before anything is sent. A
    /// change that began returns a report, also when it failed: ask <see cref="ChangeReport.IsSuccess"/> or <see
    /// cref="ChangeReport.ThrowIfFailed"/>. A list that fails throws a <see cref="WebexrecException"/>. A call that
    /// is cancelled throws a <see cref="RecordingsCanceledException"/> within 200 milliseconds, with the report of
    /// what was done by then.</para>
    /// </remarks>
    public interface IRecordingsClient : IDisposable
    {
        /// <summary>
        /// Moves recordings into the recycle bin, where they stay for 30 days and can be restored. One that can't be
        /// moved doesn't keep the others from it. Calling again with the same recordings does no harm.
        /// </summary>
        /// <param name="recordings">
        /// The recordings, any number, of any sites and hosts: those of a list, results of a report, or references.
        /// They are read once, before anything is sent. Duplicates are sent once.
        /// </param>
        /// <param name="options">How to do it; null for the defaults.</param>
        /// <param name="progress">Is told how far the call is, on the thread of the call.</param>
        /// <param name="cancellationToken">Stops the call.</param>
        /// <returns>The report, with a result for each recording.</returns>
        /// <exception cref="InvalidInputException">Something can't be used; nothing was sent.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled; it has a report.</exception>
        /// <exception cref="CallbackException">A function of yours threw; it has a report.</exception>
        ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="MoveToRecycleBin"/>
        Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>Restores recordings from the recycle bin.</summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="RestoreFromRecycleBin"/>
        Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Purges recordings from the recycle bin. This can't be undone. A recording that was listed as available is
        /// refused.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="PurgeFromRecycleBin"/>
        Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Restores everything in a recycle bin: that of the site and host in the options, or of the user's preferred
        /// site. Such a request is not repeated when its answer is lost; look at the bin before you do.
        /// </summary>
        /// <param name="options">Whose recycle bin.</param>
        /// <param name="progress">Is told how far the call is, on the thread of the call.</param>
        /// <param name="cancellationToken">Stops the call.</param>
        /// <returns>The report, with one result for all.</returns>
        /// <exception cref="InvalidInputException">Something can't be used; nothing was sent.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled; it has a report.</exception>
        /// <exception cref="CallbackException">A function of yours threw; it has a report.</exception>
        ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="RestoreAllFromRecycleBin"/>
        Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Purges everything in the recycle bin of the site and host in the options, of which the site is required.
        /// This can't be undone. Such a request is not repeated when its answer is lost; look at the bin before you
        /// do.
        /// </summary>
        /// <inheritdoc cref="RestoreAllFromRecycleBin"/>
        ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="PurgeAllFromRecycleBin"/>
        Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Lists recordings, from all pages of the service's list: those hosted by or shared with a user, or those of
        /// the organization.
        /// </summary>
        /// <param name="query">Which; null for the user's of the last seven days.</param>
        /// <param name="progress">Is told how many are listed so far, on the thread of the call.</param>
        /// <param name="cancellationToken">Stops the call.</param>
        /// <returns>The recordings, each once.</returns>
        /// <exception cref="WebexrecException">There is no list; the class and the message say why.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled.</exception>
        IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="ListRecordings"/>
        Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>Lists the sites of a user. The preferred one is used where no site is given.</summary>
        /// <param name="userEmail">Whose sites, for an admin token; null for the user of the token.</param>
        /// <param name="cancellationToken">Stops the call.</param>
        /// <returns>The sites.</returns>
        /// <exception cref="WebexrecException">There is no list; the class and the message say why.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled.</exception>
        IReadOnlyList<Site> ListSites(string userEmail = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="ListSites"/>
        Task<IReadOnlyList<Site>> ListSitesAsync(
            string userEmail = null, CancellationToken cancellationToken = default);
    }
}
