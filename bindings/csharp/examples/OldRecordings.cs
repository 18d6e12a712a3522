// Lists your recordings that are older than a number of days, and with --move moves them into the recycle bin:
//
//     OldRecordings 365 [--move]
//
// Ctrl-C cancels the move; the program then prints what was done. The access token is in WEBEX_ACCESS_TOKEN.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using WebexRec;

static class OldRecordings
{
    static int Main(string[] args)
    {
        return MainAsync(args).GetAwaiter().GetResult();
    }

    static async Task<int> MainAsync(string[] args)
    {
        if (args.Length == 0 || !int.TryParse(args[0], out int days) || args.Skip(1).Any(arg => arg != "--move"))
        {
            Console.Error.WriteLine("usage: OldRecordings DAYS [--move]");
            return 2;
        }
        using (var cancel = new CancellationTokenSource())
        {
            Console.CancelKeyPress += (sender, e) =>
            {
                e.Cancel = true; // The program continues, to print what was done.
                cancel.Cancel();
            };
            try
            {
                using (var client = new RecordingsClient(Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN")))
                    return await RunAsync(client, days, args.Contains("--move"), cancel.Token);
            }
            catch (WebexrecException e)
            {
                Console.Error.WriteLine($"{e.GetType().Name} {e.Code}: {e.Message}");
            }
            catch (OperationCanceledException e)
            {
                Console.Error.WriteLine(e.Message);
            }
            return 1;
        }
    }

    static async Task<int> RunAsync(IRecordingsClient client, int days, bool move, CancellationToken cancellationToken)
    {
        var old = await ListAsync(client, days, cancellationToken);
        Print(old, days);
        return move && old.Count > 0 ? await MoveAsync(client, old, cancellationToken) : 0;
    }

    static async Task<IReadOnlyList<Recording>> ListAsync(
        IRecordingsClient client, int days, CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        var query = new RecordingQuery { From = now.AddYears(-10), To = now.AddDays(-days) };
        var listed = await client.ListRecordingsAsync(query, cancellationToken: cancellationToken);
        return listed.Where(recording => !recording.ShareToMe).ToList();
    }

    static void Print(IReadOnlyList<Recording> old, int days)
    {
        foreach (var recording in old)
            Console.WriteLine(
                $"{recording.CreateTime:yyyy-MM-dd}  {recording.SizeBytes / 1000000,6} MB  {recording.Topic}");
        Console.WriteLine(
            $"{old.Count} recordings older than {days} days, {old.Sum(recording => recording.SizeBytes) / 1000000} MB");
    }

    static async Task<int> MoveAsync(
        IRecordingsClient client, IReadOnlyList<Recording> old, CancellationToken cancellationToken)
    {
        ChangeReport report;
        try
        {
            report = await client.MoveToRecycleBinAsync(old, null, new ProgressBar(), cancellationToken);
        }
        catch (RecordingsCanceledException e)
        {
            report = e.Report;
        }
        Console.Error.WriteLine();
        foreach (var outcome in report.Results.GroupBy(result => result.Outcome))
            Console.WriteLine($"{outcome.Key}: {outcome.Count()}");
        foreach (var result in report.NotDone.Take(10)) Console.WriteLine(result);
        if (report.IsSuccess) return 0;
        Console.Error.WriteLine(report.Message);
        return 1;
    }

    /// <summary>Draws the progress at once and in order, which .NET's class Progress doesn't guarantee.</summary>
    sealed class ProgressBar : IProgress<RecordingsProgress>
    {
        public void Report(RecordingsProgress progress)
        {
            long settled = progress.Done + progress.NotDone;
            int length = (int)(40 * settled / progress.Total);
            string wait = progress.WaitReason == 429 ? $", rate limit: {progress.Wait.TotalSeconds:0} s" : "";
            Console.Error.Write(
                $"\r[{new string('#', length)}{new string('.', 40 - length)}] {settled} of {progress.Total}{wait}   ");
        }
    }
}
