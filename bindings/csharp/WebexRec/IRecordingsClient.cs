// The methods of a client, as an interface: the tests of a program can implement it without the service.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// Moves Webex meeting recordings into the recycle bin, restores, purges and lists them. The extension methods of
    /// <see cref="RecordingsClientExtensions"/> take ids (strings) instead of recordings.
    /// </summary>
    /// <remarks>
    /// <para>Thread-safe: any number of calls can run at the same time, from any thread. A method blocks until its call
    /// ends. Its asynchronous version runs the same call on a thread of its own, and returns all exceptions in the
    /// task.</para>
    /// <para>All parameters are checked before anything is sent: an invalid one throws an
    /// <see cref="InvalidInputException"/>. A change that starts returns a report even if it fails: check
    /// <see cref="ChangeReport.IsSuccess"/>, or call <see cref="ChangeReport.ThrowIfFailed"/>. A list that fails throws
    /// a <see cref="WebexrecException"/>. A cancelled call throws a <see cref="RecordingsCanceledException"/> within
    /// 200 milliseconds; for a change it has the report.</para>
    /// </remarks>
    public interface IRecordingsClient : IDisposable
    {
        /// <summary>
        /// Moves recordings into the recycle bin, where they stay for 30 days and can be restored. One that the service
        /// refuses doesn't stop the others. It is safe to repeat the call with the same recordings.
        /// </summary>
        /// <param name="recordings">
        /// The recordings, any number, of any sites and hosts: items of a list, results of a report, or references. The
        /// sequence is read once, before anything is sent; duplicates are sent once. Required, and not empty.
        /// </param>
        /// <param name="options">Options of the call. Default: null, the default of each option.</param>
        /// <param name="progress">
        /// Receives the progress on the thread of the call, at least every 250 milliseconds and at most 20 times a
        /// second. Default: null, none.
        /// </param>
        /// <param name="cancellationToken">Cancels the call. Default: none.</param>
        /// <returns>The report, with one result for each recording.</returns>
        /// <exception cref="InvalidInputException">A parameter is invalid; nothing was sent.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled; it has the report.</exception>
        /// <exception cref="CallbackException">
        /// A callback (token provider, progress or event handler) threw; it has the report.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="MoveToRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Restores recordings from the recycle bin. One that the service refuses doesn't stop the others. It is safe
        /// to repeat the call with the same recordings.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="RestoreFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Purges recordings from the recycle bin. This can't be undone. One that the service refuses doesn't stop the
        /// others. A recording that was listed as available is an invalid parameter.
        /// </summary>
        /// <inheritdoc cref="MoveToRecycleBin"/>
        ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="PurgeFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for each recording.</returns>
        Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default);

        /// <summary>
        /// Restores everything in a recycle bin. The request is not repeated if its response is lost: list the recycle
        /// bin before you repeat the call.
        /// </summary>
        /// <param name="options">
        /// The site and host of the recycle bin, and other options of the call. If null or without a site, a restore
        /// uses the user's preferred site.
        /// </param>
        /// <param name="progress">
        /// Receives the progress on the thread of the call, at least every 250 milliseconds and at most 20 times a
        /// second. Default: null, none.
        /// </param>
        /// <param name="cancellationToken">Cancels the call. Default: none.</param>
        /// <returns>The report, with one result for everything.</returns>
        /// <exception cref="InvalidInputException">A parameter is invalid; nothing was sent.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled; it has the report.</exception>
        /// <exception cref="CallbackException">
        /// A callback (token provider, progress or event handler) threw; it has the report.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="RestoreAllFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for everything.</returns>
        Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Purges everything in a recycle bin; the options must name its site. This can't be undone. The request is not
        /// repeated if its response is lost: list the recycle bin before you repeat the call.
        /// </summary>
        /// <inheritdoc cref="RestoreAllFromRecycleBin"/>
        ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="PurgeAllFromRecycleBin"/>
        /// <returns>A task whose result is the report, with one result for everything.</returns>
        Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Lists recordings: those that a user hosts or that are shared with the user, or those of the organization.
        /// All pages are listed.
        /// </summary>
        /// <param name="query">Which recordings. Default: null, the user's of the last seven days.</param>
        /// <param name="progress">
        /// Receives the number of recordings listed so far on the thread of the call, at least every 250 milliseconds
        /// and at most 20 times a second. Default: null, none.
        /// </param>
        /// <param name="cancellationToken">Cancels the call. Default: none.</param>
        /// <returns>The recordings, each once.</returns>
        /// <exception cref="InvalidInputException">A parameter is invalid; nothing was sent.</exception>
        /// <exception cref="WebexrecException">
        /// The list failed, in whole: its class and message say why.
        /// </exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled.</exception>
        /// <exception cref="CallbackException">
        /// A callback (token provider, progress or event handler) threw.
        /// </exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <inheritdoc cref="ListRecordings"/>
        /// <returns>A task whose result are the recordings, each once.</returns>
        Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default);

        /// <summary>
        /// Lists the Webex sites of a user. The token needs the scope meeting:preferences_read, or for other users
        /// meeting:admin_preferences_read.
        /// </summary>
        /// <param name="userEmail">
        /// Email address of the user; has an effect only with an admin token. Default: null, the user of the token.
        /// </param>
        /// <param name="cancellationToken">Cancels the call. Default: none.</param>
        /// <returns>The sites.</returns>
        /// <exception cref="InvalidInputException">A parameter is invalid; nothing was sent.</exception>
        /// <exception cref="WebexrecException">The list failed: its class and message say why.</exception>
        /// <exception cref="RecordingsCanceledException">The call was cancelled.</exception>
        /// <exception cref="CallbackException">A callback (token provider or event handler) threw.</exception>
        /// <exception cref="ObjectDisposedException">The client was disposed of.</exception>
        IReadOnlyList<Site> ListSites(string userEmail = null, CancellationToken cancellationToken = default);

        /// <inheritdoc cref="ListSites"/>
        /// <returns>A task whose result are the sites.</returns>
        Task<IReadOnlyList<Site>> ListSitesAsync(
            string userEmail = null, CancellationToken cancellationToken = default);
    }
}
