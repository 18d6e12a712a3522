// Makes the call of one case with the .NET binding; see README.md.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebexRec;

static class Driver
{
    /// <summary>Exit status for a case that the .NET binding can't express.</summary>
    private const int NotExpressible = 77;

    [Flags]
    private enum CaseFlags
    {
        All = 1,
        DryRun = 2,
        SingleRequest = 4,
        Verify = 8,
        Admin = 16,
        IncludeSecrets = 32,
    }

    private static Dictionary<string, string> parameters;

    static int Main(string[] arguments)
    {
        parameters = arguments.Skip(1).Select(argument => argument.Split(new[] { '=' }, 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        // UTF-8, because the console may have another encoding.
        string input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)).ReadToEnd();
        try
        {
            using (var client = Client())
                return Play(client, arguments[0], input.Length == 0 ? null : Json.Parse(input));
        }
        catch (RecordingsCanceledException canceled)
        {
            return Print(ResultCode.Cancelled, canceled.Message, ReportJson(canceled.Report));
        }
        catch (WebexrecException error)
        {
            return Print(error.Code, error.Message, "");
        }
    }

    private static int Play(IRecordingsClient client, string operation, object input)
    {
        var cancellationToken = new CancellationToken(parameters.ContainsKey("cancelled"));
        var flags = (CaseFlags)int.Parse(parameters["flags"]);
        switch (operation)
        {
            case "list":
                var recordings = client.ListRecordings(Query(input, flags), null, cancellationToken);
                return Print(ResultCode.Ok, "", Array(recordings, recording => Quoted(recording.Id)));
            case "sites":
                var sites = client.ListSites(Text("user_email"), cancellationToken);
                return Print(ResultCode.Ok, "", Array(sites, site => Quoted(site.SiteUrl)));
        }
        bool isAll = flags.HasFlag(CaseFlags.All);
        if (isAll && (input != null || operation == "move")) return NotExpressible;
        var report = isAll
            ? ChangeAll(client, operation, Options(flags), cancellationToken)
            : Change(client, operation, (List<object>)input, Options(flags), cancellationToken);
        return Print(report.Code, report.Message, ReportJson(report));
    }

    private static ChangeReport Change(
        IRecordingsClient client, string operation, List<object> input, ChangeOptions options,
        CancellationToken cancellationToken)
    {
        var recordings = input?.Select(Recording);
        switch (operation)
        {
            case "move": return client.MoveToRecycleBin(recordings, options, null, cancellationToken);
            case "restore": return client.RestoreFromRecycleBin(recordings, options, null, cancellationToken);
            case "purge": return client.PurgeFromRecycleBin(recordings, options, null, cancellationToken);
            default: throw new ArgumentException("no such operation: " + operation);
        }
    }

    private static ChangeReport ChangeAll(
        IRecordingsClient client, string operation, ChangeOptions options, CancellationToken cancellationToken)
    {
        return operation == "restore"
            ? client.RestoreAllFromRecycleBin(options, null, cancellationToken)
            : client.PurgeAllFromRecycleBin(options, null, cancellationToken);
    }

    private static ChangeOptions Options(CaseFlags flags) => new ChangeOptions
    {
        SiteUrl = Text("site_url"),
        HostEmail = Text("host_email"),
        DryRun = flags.HasFlag(CaseFlags.DryRun),
        SingleRequest = flags.HasFlag(CaseFlags.SingleRequest),
        Verify = flags.HasFlag(CaseFlags.Verify),
    };

    private static RecordingsClient Client()
    {
        string[] tokens = Environment.GetEnvironmentVariable("TOKENS").Split(',');
        int next = 0;
        var options = new RecordingsClientOptions
        {
            Concurrency = Number("concurrency"), MaxAttempts = Number("max_attempts"),
            Deadline = Milliseconds("deadline_ms"), RequestTimeout = Milliseconds("request_timeout_ms"),
        };
        if (tokens.Length == 1) return new RecordingsClient(tokens[0], options);
        options.TokenProvider = _ => Task.FromResult(tokens[next++]);
        return new RecordingsClient(options);
    }

    private static RecordingQuery Query(object input, CaseFlags flags)
    {
        var query = new RecordingQuery
        {
            Admin = flags.HasFlag(CaseFlags.Admin), IncludeSecrets = flags.HasFlag(CaseFlags.IncludeSecrets),
        };
        foreach (var member in (Dictionary<string, object>)input ?? new Dictionary<string, object>())
        {
            switch (member.Key)
            {
                case "from": query.From = Time(member.Value); break;
                case "to": query.To = Time(member.Value); break;
                case "status": query.Status = (string)member.Value; break;
                case "siteUrl": query.SiteUrl = (string)member.Value; break;
                case "hostEmail": query.HostEmail = (string)member.Value; break;
                case "max": query.Max = Convert.ToInt32(member.Value); break;
                default: throw new ArgumentException(member.Key);
            }
        }
        return query;
    }

    private static RecordingReference Recording(object input)
    {
        if (input is string id) return new RecordingReference(id);
        var members = (Dictionary<string, object>)input;
        Func<string, string> member = name => members.TryGetValue(name, out object value) ? (string)value : null;
        return new Recording(member("id"))
        {
            SiteUrl = member("siteUrl"), HostEmail = member("hostEmail"), Status = member("status"),
            ShareToMe = members.ContainsKey("shareToMe"),
        };
    }

    /// <summary>A parameter of the case; null if it has none of this name.</summary>
    private static string Text(string name) => parameters.TryGetValue(name, out string value) ? value : null;

    private static int? Number(string name) => Text(name) == null ? default(int?) : int.Parse(Text(name));

    private static TimeSpan? Milliseconds(string name) =>
        Text(name) == null ? default(TimeSpan?) : TimeSpan.FromMilliseconds(int.Parse(Text(name)));

    private static DateTimeOffset Time(object text) =>
        DateTimeOffset.Parse((string)text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>JSON made from the objects of a report: the cases check those, not the JSON they come from.</summary>
    private static string ReportJson(ChangeReport report)
    {
        var outcomes = new[]
        {
            RecordingOutcome.Done, RecordingOutcome.Inferred, RecordingOutcome.Rejected, RecordingOutcome.Failed,
            RecordingOutcome.Unknown, RecordingOutcome.NotSent,
        };
        var counts = outcomes.Select(outcome => $"{Quoted(Name(outcome))}:{report.WithOutcome(outcome).Count}");
        return $"{{\"result\":{report.Code},\"requests\":{report.Requests}," +
            $"\"counts\":{{\"total\":{report.Results.Count},{string.Join(",", counts)}}}," +
            $"\"results\":{Array(report.Results, ResultJson)}}}";
    }

    private static string ResultJson(RecordingResult result)
    {
        string id = result.IsAll ? "" : $"\"id\":{Quoted(result.Id)},";
        string status = result.Status == null ? "" : $",\"status\":{result.Status}";
        return $"{{{id}\"outcome\":{Quoted(Name(result.Outcome))}{status}}}";
    }

    private static string Name(RecordingOutcome outcome) =>
        char.ToLowerInvariant(outcome.ToString()[0]) + outcome.ToString().Substring(1);

    private static string Array<T>(IEnumerable<T> elements, Func<T, string> json) =>
        "[" + string.Join(",", elements.Select(json)) + "]";

    private static string Quoted(string text) => "\"" + text + "\"";

    private static int Print(int result, string message, string json)
    {
        Console.WriteLine($"{result}\n{message}\n{json}");
        return 0;
    }
}
