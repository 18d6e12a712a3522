// The stand-in for the service: its true state, its log of requests, and what it is told to answer.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;

static class Simulator
{
    internal const string Site = "example.webex.com";
    internal const string OtherSite = "training.example.webex.com";

    private static readonly Uri Address = new Uri(Environment.GetEnvironmentVariable("WEBEXREC_SIMULATOR_URL"));

    internal static readonly string UserToken = Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN");

    internal static string AdminToken =>
        (string)((Dictionary<string, object>)Json.Parse(Control("GET", "tokens")))["admin"];

    /// <summary>Makes another token the valid one of user, admin or complianceOfficer.</summary>
    internal static string RenewToken(string role)
    {
        return (string)((Dictionary<string, object>)Json.Parse(Control("POST", "tokens/" + role)))["token"];
    }

    internal static void Reset()
    {
        Control("POST", "reset");
    }

    /// <summary>Changes what the service does; JSON with single quotes, for legibility.</summary>
    internal static void Behave(string json)
    {
        Control("PATCH", "behaviour", json.Replace('\'', '"'));
    }

    /// <summary>Says how the next requests are answered; JSON with single quotes, for legibility.</summary>
    internal static void Script(string json)
    {
        Control("POST", "script", json.Replace('\'', '"'));
    }

    /// <summary>
    /// Answers the next request with a rate limit, and the one after it with a list of no sites, whatever their token.
    /// The library remembers the limit: no other test uses that token.
    /// </summary>
    internal static void LimitOnce(int seconds)
    {
        Script("[{'status':429,'headers':{'Retry-After':'" + seconds + "'}}," +
            "{'status':200,'contentType':'application/json','body':'{\\'sites\\':[]}'}]");
    }

    internal static List<Dictionary<string, object>> Requests => Json.Objects(Control("GET", "requests"));

    internal static List<Dictionary<string, object>> Recordings => Json.Objects(Control("GET", "recordings"));

    /// <summary>Ids of the first recordings of the user of the token on the preferred site.</summary>
    internal static string[] Ids(int count)
    {
        return Ids(count, "alice@example.com", Site);
    }

    internal static string[] Ids(int count, string hostEmail, string siteUrl)
    {
        var ids = Recordings
            .Where(recording => (string)recording["hostEmail"] == hostEmail && (string)recording["siteUrl"] == siteUrl)
            .Select(recording => (string)recording["id"]).Take(count).ToArray();
        if (ids.Length < count) throw new InvalidOperationException($"{hostEmail} has only {ids.Length} on {siteUrl}");
        return ids;
    }

    internal static string[] IdsWithStatus(string status)
    {
        return Recordings.Where(recording => (string)recording["status"] == status)
            .Select(recording => (string)recording["id"]).ToArray();
    }

    // Without the runtime's HTTP client, because Mono's now and then fails on a connection that it uses again.
    private static string Control(string method, string name, string body = "")
    {
        using (var connection = new TcpClient(Address.Host, Address.Port))
        using (var stream = connection.GetStream())
        {
            var content = Encoding.UTF8.GetBytes(body);
            var head = Encoding.ASCII.GetBytes(
                $"{method} /simulator/{name} HTTP/1.1\r\nHost: {Address.Authority}\r\nConnection: close\r\n" +
                $"Content-Type: application/json\r\nContent-Length: {content.Length}\r\n\r\n");
            stream.Write(head, 0, head.Length);
            stream.Write(content, 0, content.Length);
            string answer = new StreamReader(stream).ReadToEnd();
            if (!answer.StartsWith("HTTP/1.1 2", StringComparison.Ordinal)) throw new IOException(name + ": " + answer);
            return answer.Substring(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        }
    }
}
