// The client: each method passes its parameters to one function of the native library, and converts the result into
// objects and exceptions.
//
// A file uses only types of its own row and of the rows below it (within a row, only ChangeReport and Exceptions use
// each other):
//
//     RecordingsClient, IRecordingsClient, RecordingsClientExtensions, Library    the methods
//     Call, Callbacks, NativeOptions                                              one native call
//     RecordingsClientOptions, RecordingsEvent, RecordingsProgress                options and events
//     ErrorBuffer, Native, Handles, SystemLoader, NativeFile, Utf8                the native library
//     ChangeReport, Exceptions, RecordingResult, Recording, Site, ...             results
//     ChangeOptions, RecordingQuery                                               parameters
//     JsonReader, JsonWriter, ResultCode, Flags, ProgressField                    JSON, and constants of the C header

using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace WebexRec
{
    /// <summary>
    /// Moves Webex meeting recordings into the recycle bin, restores, purges and lists them, with the rights of one
    /// access token. Thread-safe: one client serves a whole program, and reuses its connections.
    /// </summary>
    /// <remarks>
    /// A blocking call uses the caller's thread, and an asynchronous call a thread of its own, not one of the thread
    /// pool. Each call also uses up to <see cref="RecordingsClientOptions.Concurrency"/> threads of the native library.
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

        /// <summary>Makes a client with an access token. Sends nothing.</summary>
        /// <param name="token">
        /// Access token, visible ASCII without "Bearer". It needs the scopes meeting:recordings_write and
        /// meeting:recordings_read, or for other hosts meeting:admin_recordings_write and
        /// meeting:admin_recordings_read. Required, unless the options have a
        /// <see cref="RecordingsClientOptions.TokenProvider"/>, which is used instead.
        /// </param>
        /// <param name="options">Options of the client; copied. Default: null, the default of each option.</param>
        /// <exception cref="InvalidInputException">The token or an option is invalid.</exception>
        /// <exception cref="DllNotFoundException">The native library can't be loaded.</exception>
        /// <exception cref="BadImageFormatException">The native library has another version.</exception>
        public RecordingsClient(string token, RecordingsClientOptions options = null)
        {
            this.options = options?.Copy() ?? new RecordingsClientOptions();
            using (var nativeOptions = NativeOptions.Create(this.options))
            {
                var error = new ErrorBuffer();
                var encodedToken = Utf8.Encode(token, nameof(token), ResultCode.InvalidToken);
                error.ThrowIfFailed(Native.Functions.ClientNew(
                    encodedToken, nativeOptions, out var client, error.Bytes, error.Size));
                handle = new ClientHandle(client, Native.Functions.ClientFree);
            }
        }

        /// <summary>Makes a client that gets its access tokens from a provider. Sends nothing.</summary>
        /// <param name="options">
        /// Options of the client; copied. The <see cref="RecordingsClientOptions.TokenProvider"/> is required.
        /// </param>
        /// <exception cref="InvalidInputException">There is no token provider, or an option is invalid.</exception>
        /// <exception cref="DllNotFoundException">The native library can't be loaded.</exception>
        /// <exception cref="BadImageFormatException">The native library has another version.</exception>
        public RecordingsClient(RecordingsClientOptions options) : this(null, options) { }

        /// <inheritdoc/>
        public ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return PrepareChange(Moving, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareChange(Moving, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return PrepareChange(Restoring, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(
                () => PrepareChange(Restoring, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return PrepareChange(Purging, recordings, options, Flags.None, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareChange(Purging, recordings, options, Flags.None, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return PrepareChange(Restoring, null, options, Flags.All, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareChange(Restoring, null, options, Flags.All, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return PrepareChange(Purging, null, options, Flags.All, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions options, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareChange(Purging, null, options, Flags.All, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return PrepareListOfRecordings(query, progress, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareListOfRecordings(query, progress, cancellationToken));
        }

        /// <inheritdoc/>
        public IReadOnlyList<Site> ListSites(string userEmail = null, CancellationToken cancellationToken = default)
        {
            return PrepareListOfSites(userEmail, cancellationToken)();
        }

        /// <inheritdoc/>
        public Task<IReadOnlyList<Site>> ListSitesAsync(
            string userEmail = null, CancellationToken cancellationToken = default)
        {
            return RunAsync(() => PrepareListOfSites(userEmail, cancellationToken));
        }

        /// <summary>
        /// Frees the client. Calls that are running on other threads continue to their ends; cancel them to end them
        /// sooner. A later call throws an <see cref="ObjectDisposedException"/>; disposing again does nothing.
        /// </summary>
        public void Dispose()
        {
            handle.Dispose();
        }

        // A Prepare method reads the parameters of a call at once and returns the function that runs the call: the
        // caller may change its parameters while an asynchronous call runs.

        private Func<ChangeReport> PrepareChange(
            Operation operation, IEnumerable<RecordingReference> recordings, ChangeOptions options, Flags flags,
            IProgress<RecordingsProgress> progress, CancellationToken cancellationToken)
        {
            options = options ?? new ChangeOptions();
            var json = Utf8.Encode(
                RecordingReference.ToJson(recordings), nameof(recordings), ResultCode.InvalidRecordings);
            var siteUrl = Utf8.Encode(options.SiteUrl, nameof(options.SiteUrl), ResultCode.InvalidSiteUrl);
            var hostEmail = Utf8.Encode(options.HostEmail, nameof(options.HostEmail), ResultCode.InvalidHostEmail);
            flags |= options.Flags;
            var run = PrepareCall(operation.Name, progress, cancellationToken,
                (MonitorHandle monitor, out IntPtr report, byte[] error, UIntPtr errorSize) => operation.Function(
                    handle, json, siteUrl, hostEmail, (uint)flags, monitor, out report, error, errorSize));
            return () =>
            {
                var call = run();
                var report = call.Json == null ? null : ChangeReport.Parse(call.Json);
                call.ThrowIfInterrupted(report);
                return report ?? throw WebexrecException.ForCode(call.Code, call.Message);
            };
        }

        private Func<IReadOnlyList<Recording>> PrepareListOfRecordings(
            RecordingQuery query, IProgress<RecordingsProgress> progress, CancellationToken cancellationToken)
        {
            query = query ?? new RecordingQuery();
            return PrepareList(
                "listRecordings", Native.Functions.ListRecordings,
                Utf8.Encode(query.ToJson(), nameof(query), ResultCode.InvalidQuery), query.Flags, progress,
                cancellationToken, Recording.FromJson);
        }

        private Func<IReadOnlyList<Site>> PrepareListOfSites(string userEmail, CancellationToken cancellationToken)
        {
            return PrepareList(
                "listSites", Native.Functions.ListSites,
                Utf8.Encode(userEmail, nameof(userEmail), ResultCode.InvalidHostEmail), Flags.None, null,
                cancellationToken, json => new Site(json));
        }

        private Func<IReadOnlyList<T>> PrepareList<T>(
            string operation, Native.ListFunction function, byte[] parameter, Flags flags,
            IProgress<RecordingsProgress> progress, CancellationToken cancellationToken,
            Func<JsonReader, T> readElement)
        {
            var run = PrepareCall(operation, progress, cancellationToken,
                (MonitorHandle monitor, out IntPtr json, byte[] error, UIntPtr errorSize) => function(
                    handle, parameter, (uint)flags, monitor, out json, error, errorSize));
            return () =>
            {
                var call = run();
                call.ThrowIfInterrupted(null);
                if (call.Code != ResultCode.Ok) throw WebexrecException.ForCode(call.Code, call.Message);
                return JsonReader.Parse(call.Json, json => json.ReadArray(readElement));
            };
        }

        /// <summary>Keeps the client usable until the call has run, even if it is disposed of before.</summary>
        private Func<Call> PrepareCall(
            string operation, IProgress<RecordingsProgress> progress, CancellationToken cancellationToken,
            Call.Function function)
        {
            bool isReferenced = false;
            try
            {
                handle.DangerousAddRef(ref isReferenced);
            }
            catch (ObjectDisposedException)
            {
                throw new ObjectDisposedException(nameof(RecordingsClient));
            }
            return () =>
            {
                try
                {
                    var callbacks = new Callbacks(operation, options, progress, cancellationToken);
                    var call = new Call(callbacks, cancellationToken);
                    call.Run(function);
                    return call;
                }
                finally
                {
                    handle.DangerousRelease();
                }
            };
        }

        /// <summary>Runs a call on a thread of its own. The task has the exceptions of preparing it too.</summary>
        private static async Task<T> RunAsync<T>(Func<Func<T>> prepare)
        {
            const TaskCreationOptions onItsOwnThread =
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach;
            return await Task.Factory
                .StartNew(prepare(), CancellationToken.None, onItsOwnThread, TaskScheduler.Default)
                .ConfigureAwait(false);
        }

        /// <summary>An operation that changes recordings: its name in reports and events, and its function.</summary>
        private sealed class Operation
        {
            private readonly Func<Native, Native.ChangeFunction> function;

            internal Operation(string name, Func<Native, Native.ChangeFunction> function)
            {
                Name = name;
                this.function = function;
            }

            internal string Name { get; }

            internal Native.ChangeFunction Function => function(Native.Functions);
        }
    }
}
