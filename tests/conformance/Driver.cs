// Plays one case over the .NET binding; see README.md.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using WebexRec;

static class Player
{
    private const int CantBeSaid = 77;

    private static Dictionary<string, string> given;

    static int Main(string[] arguments)
    {
        given = arguments.Skip(1).Select(each => each.Split(new[] { '=' }, 2)).ToDictionary(each => each[0], each => each[1]);
        // Its own encoding, since the console's may be another.
        string input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false)).ReadToEnd();
        try
        {
            using (var client = Client())
                return Play(client, arguments[0], input.Length == 0 ? null : Json.Parse(input));
        }
        catch (RecordingsCanceledException canceled)
        {
            return Print(ResultCode.Cancelled, canceled.Message, Text(canceled.Report));
        }
        catch (WebexrecException error)
        {
            return Print(error.Code, error.Message, "");
        }
    }

    private static int Play(IRecordingsClient client, string operation, object input)
    {
        var cancelled = new CancellationToken(given.ContainsKey("cancelled"));
        uint flags = uint.Parse(given["flags"]);
        if (operation == "list")
        {
            var listed = client.ListRecordings(Query(input, flags), null, cancelled);
            return Print(ResultCode.Ok, "", Array(listed, each => Quoted(each.Id)));
        }
        if (operation == "sites")
            return Print(ResultCode.Ok, "", Array(client.ListSites(Given("user_email"), cancelled), each => Quoted(each.SiteUrl)));

        var options = new ChangeOptions
        {
            SiteUrl = Given("site_url"), HostEmail = Given("host_email"), DryRun = (flags & 2) != 0,
            SingleRequest = (flags & 4) != 0, Verify = (flags & 8) != 0,
        };
        var recordings = ((List<object>)input)?.Select(Recording);
        bool all = (flags & 1) != 0;
        if (all && recordings != null) return CantBeSaid;
        ChangeReport report;
        if (operation == "move") report = client.MoveToRecycleBin(recordings, options, null, cancelled);
        else if (operation == "restore" && all) report = client.RestoreAllFromRecycleBin(options, null, cancelled);
        else if (operation == "restore") report = client.RestoreFromRecycleBin(recordings, options, null, cancelled);
        else if (all) report = client.PurgeAllFromRecycleBin(options, null, cancelled);
        else report = client.PurgeFromRecycleBin(recordings, options, null, cancelled);
        return Print(report.Code, report.Message, Text(report));
    }

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

    private static RecordingQuery Query(object input, uint flags)
    {
        var query = new RecordingQuery { Admin = (flags & 16) != 0, IncludeSecrets = (flags & 32) != 0 };
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

    private static string Given(string name) => given.TryGetValue(name, out string value) ? value : null;

    private static int? Number(string name) => Given(name) == null ? default(int?) : int.Parse(Given(name));

    private static TimeSpan? Milliseconds(string name) =>
        Given(name) == null ? default(TimeSpan?) : TimeSpan.FromMilliseconds(int.Parse(Given(name)));

    private static DateTimeOffset Time(object text) =>
        DateTimeOffset.Parse((string)text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    // The report as its objects have it, not the JSON that it came from.
    private static string Text(ChangeReport report)
    {
        var counts = report.Results.GroupBy(each => Name(each.Outcome)).ToDictionary(each => each.Key, each => each.Count());
        var names = new[] { "done", "inferred", "rejected", "failed", "unknown", "notSent" };
        string results = Array(report.Results, each =>
            $"{{{(each.IsAll ? "" : $"\"id\":{Quoted(each.Id)},")}\"outcome\":{Quoted(Name(each.Outcome))}" +
            $"{(each.Status == null ? "" : $",\"status\":{each.Status}")}}}");
        return $"{{\"result\":{report.Code},\"requests\":{report.Requests},\"counts\":{{\"total\":{report.Results.Count}," +
            string.Join(",", names.Select(name => $"\"{name}\":{(counts.TryGetValue(name, out int n) ? n : 0)}")) +
            $"}},\"results\":{results}}}";
    }

    private static string Name(RecordingOutcome outcome) =>
        char.ToLowerInvariant(outcome.ToString()[0]) + outcome.ToString().Substring(1);

    private static string Array<T>(IEnumerable<T> elements, Func<T, string> text) =>
        "[" + string.Join(",", elements.Select(text)) + "]";

    private static string Quoted(string text) => "\"" + text + "\"";

    private static int Print(int result, string message, string json)
    {
        Console.WriteLine($"{result}\n{message}\n{json}");
        return 0;
    }
}
