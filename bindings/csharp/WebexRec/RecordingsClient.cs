// The client: each method passes its parameters to one function of the native library, and makes objects and exceptions
// of what comes back.

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// Moves Webex meeting recordings into the recycle bin, restores, purges and lists them: the service as the owner
    /// of a token sees it. One client serves a whole program and any number of threads, and keeps its connections
    /// from call to call.
    /// </summary>
    /// <remarks>
    /// A running call holds the caller's thread, or if it is asynchronous one that is made for it (none of the thread
    /// pool), and as many of the native library's as <see cref="RecordingsClientOptions.Concurrency"/> says.
    /// </remarks>
    public sealed class RecordingsClient : IRecordingsClient
    {
        private static readonly Operation Moving =
            new Operation("moveToRecycleBin", native => native.MoveToRecycleBin);

        private static readonly Operation Restoring =
            new Operation("restoreFromRecycleBin", native => native.RestoreFromRecycleBin);

        private static readonly Operation Purging =
            new Operation("purgeFromRecycleBin", native => native.PurgeFromRecycleBin);

        private readonly ClientHandle handle;
        private readonly RecordingsClientOptions options;

        /// <summary>A client that has an access token. Nothing is sent yet.</summary>
        /// <param name="token">
        /// Access token with the scopes meeting:recordings_write and meeting:recordings_read, or for other hosts
        /// meeting:admin_recordings_write and meeting:admin_recordings_read; without "Bearer".
        /// </param>
        /// <param name="options">Settings; null for the defaults.</param>
        /// <exception cref="InvalidInputException">The token or a setting can't be used.</exception>
        public RecordingsClient(string token, RecordingsClientOptions options = null)
        {
            this.options = options?.Copy() ?? new RecordingsClientOptions();
            var error = new ErrorBuffer();
            using (var native = this.options.ToNative())
            {
                int result = Native.Functions.ClientNew(
                    Utf8.Encode(token, nameof(token), ResultCode.InvalidToken), native, out var client, error.Bytes,
                    error.Size);
                if (result != ResultCode.Ok) throw WebexrecException.Of(result, error.Message(result));
                handle = new ClientHandle(client);
            }
        }

        /// <summary>A client that gets its access tokens from a provider. Nothing is sent yet.</summary>
        /// <param name="options">
        /// Settings, of which the <see cref="RecordingsClientOptions.TokenProvider"/> is required.
        /// </param>
        /// <exception cref="InvalidInputException">There is no provider, or a setting can't be used.</exception>
        public RecordingsClient(RecordingsClientOptions options) : this(null, options) { }

        /// <inheritdoc/>
        public ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return Change(Moving, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Change(Moving, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return Change(Restoring, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Change(Restoring, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return Change(Purging, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Change(Purging, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return Change(Restoring, null, options, Flags.All, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Change(Restoring, null, options, Flags.All, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return Change(Purging, null, options, Flags.All, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Change(Purging, null, options, Flags.All, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return Recordings(query, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Recordings(query, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public IReadOnlyList<Site> ListSites(string userEmail = null, CancellationToken cancellationToken = default)
        {
            return Sites(userEmail, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<IReadOnlyList<Site>> ListSitesAsync(
            string userEmail = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => Sites(userEmail, cancellationToken));
        }

        /// <summary>
        /// Frees the client. Calls that are running on other threads go on to their ends; cancel them if that isn't
        /// wanted.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        // Each of these takes the parameters of a call as they are now, and returns what makes the call.

        private Func<ChangeReport> Change(
            Operation operation, IEnumerable<RecordingReference> recordings, ChangeOptions how, Flags flags,
            IProgress<RecordingsProgress> progress, CancellationToken cancellationToken)
        {
            how = how ?? new ChangeOptions();
            var json = Utf8.Encode(JsonText.Of(recordings), nameof(recordings), ResultCode.InvalidRecordings);
            var siteUrl = Utf8.Encode(how.SiteUrl, nameof(how.SiteUrl), ResultCode.InvalidSiteUrl);
            var hostEmail = Utf8.Encode(how.HostEmail, nameof(how.HostEmail), ResultCode.InvalidHostEmail);
            flags |= how.Flags;
            var run = Prepare(operation.Name, progress, cancellationToken,
                (MonitorHandle monitor, out IntPtr report, byte[] error, UIntPtr errorSize) => operation.Function(
                    handle, json, siteUrl, hostEmail, (uint)flags, monitor, out report, error, errorSize));
            return () =>
            {
                var call = run();
                var report = call.Json == null ? null : ChangeReport.Parse(call.Json);
                call.ThrowIfInterrupted(report);
                return report ?? throw WebexrecException.Of(call.Code, call.Message);
            };
        }

        private Func<IReadOnlyList<Recording>> Recordings(
            RecordingQuery query, IProgress<RecordingsProgress> progress, CancellationToken cancellationToken)
        {
            query = query ?? new RecordingQuery();
            return List(
                "listRecordings", Native.Functions.ListRecordings,
                Utf8.Encode(query.ToJson(), nameof(query), ResultCode.InvalidQuery), query.Flags, progress,
                cancellationToken, Recording.Of);
        }

        private Func<IReadOnlyList<Site>> Sites(string userEmail, CancellationToken cancellationToken)
        {
            return List(
                "listSites", Native.Functions.ListSites,
                Utf8.Encode(userEmail, nameof(userEmail), ResultCode.InvalidHostEmail), Flags.None, null,
                cancellationToken, json => new Site(json));
        }

        private Func<IReadOnlyList<T>> List<T>(
            string operation, Native.List function, byte[] of, Flags flags, IProgress<RecordingsProgress> progress,
            CancellationToken cancellationToken, Func<JsonReader, T> element)
        {
            var run = Prepare(operation, progress, cancellationToken,
                (MonitorHandle monitor, out IntPtr json, byte[] error, UIntPtr errorSize) => function(
                    handle, of, (uint)flags, monitor, out json, error, errorSize));
            return () =>
            {
                var call = run();
                call.ThrowIfInterrupted(null);
                if (call.Code != ResultCode.Ok) throw WebexrecException.Of(call.Code, call.Message);
                return JsonReader.Read(call.Json, json => json.Elements(element));
            };
        }

        /// <summary>From now on the client is in use, and stays usable for the call if it is disposed of.</summary>
        private Func<Call> Prepare(
            string operation, IProgress<RecordingsProgress> progress, CancellationToken cancellationToken,
            Call.Function function)
        {
            bool isInUse = false;
            try
            {
                handle.DangerousAddRef(ref isInUse);
            }
            catch (ObjectDisposedException)
            {
                throw new ObjectDisposedException(nameof(RecordingsClient));
            }
            return () =>
            {
                try
                {
                    var call = new Call(operation, options, progress, cancellationToken);
                    call.Run(function);
                    return call;
                }
                finally
                {
                    handle.DangerousRelease();
                }
            };
        }

        /// <summary>Makes a call on a thread of its own. What is wrong with its parameters comes in the task.</summary>
        private static async Task<T> RunAsync<T>(Func<Func<T>> prepare)
        {
            const TaskCreationOptions onItsOwn = TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach;
            return await Task.Factory.StartNew(prepare(), CancellationToken.None, onItsOwn, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        /// <summary>What changes recordings: its name in reports and events, and its function.</summary>
        private sealed class Operation
        {
            private readonly Func<Native, Native.Change> function;

            internal Operation(string name, Func<Native, Native.Change> function)
            {
                Name = name;
                this.function = function;
            }

            internal string Name { get; }

            internal Native.Change Function => function(Native.Functions);
        }
    }
}
