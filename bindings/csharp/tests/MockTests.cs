// A program can test its own code without the service: with a mock of the client's interface.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class MockTests
{
    [Test]
    public void A_client_can_be_replaced_by_a_mock()
    {
        IRecordingsClient client = new Mock();
        Assert.AreEqual("a", client.MoveToRecycleBin(new[] { "a" }).Done.Single().Id);
        Assert.AreEqual("b", client.MoveToRecycleBinAsync(client.ListRecordings()).Result.Done.Single().Id);
    }

    /// <summary>Lists one recording, and moves any.</summary>
    private sealed class Mock : IRecordingsClient
    {
        public ChangeReport MoveToRecycleBin(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            progress?.Report(new RecordingsProgress { Total = 1, Done = 1 });
            string id = recordings.Single().Id;
            return ChangeReport.Parse($"{{\"result\":0,\"results\":[{{\"id\":\"{id}\",\"outcome\":\"done\"}}]}}");
        }

        public Task<ChangeReport> MoveToRecycleBinAsync(
            IEnumerable<RecordingReference> recordings, ChangeOptions options = null,
            IProgress<RecordingsProgress> progress = null, CancellationToken cancellationToken = default)
        {
            return Task.FromResult(MoveToRecycleBin(recordings));
        }

        public IReadOnlyList<Recording> ListRecordings(
            RecordingQuery query = null, IProgress<RecordingsProgress> progress = null,
            CancellationToken cancellationToken = default)
        {
            return new[] { new Recording("b") { Topic = "Weekly", CreateTime = DateTimeOffset.Now } };
        }

        // The rest is not used.

        public ChangeReport RestoreFromRecycleBin(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<ChangeReport> RestoreFromRecycleBinAsync(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public ChangeReport PurgeFromRecycleBin(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<ChangeReport> PurgeFromRecycleBinAsync(
            IEnumerable<RecordingReference> r, ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public ChangeReport RestoreAllFromRecycleBin(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<ChangeReport> RestoreAllFromRecycleBinAsync(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public ChangeReport PurgeAllFromRecycleBin(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<ChangeReport> PurgeAllFromRecycleBinAsync(
            ChangeOptions o, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Recording>> ListRecordingsAsync(
            RecordingQuery q, IProgress<RecordingsProgress> p, CancellationToken c) =>
            throw new NotSupportedException();

        public IReadOnlyList<Site> ListSites(string userEmail, CancellationToken c) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<Site>> ListSitesAsync(string userEmail, CancellationToken c) =>
            throw new NotSupportedException();

        public void Dispose() { }
    }
}
