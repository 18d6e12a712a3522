// Controls the simulator of the service: its state, its log of requests, and the responses that tests script.

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

    internal static string AdminToken => (string)Json.ParseObject(Control("GET", "tokens"))["admin"];

    /// <summary>Replaces the token of user, admin or complianceOfficer; the old one is refused from now on.</summary>
    internal static string RenewToken(string role)
    {
        return (string)Json.ParseObject(Control("POST", "tokens/" + role))["token"];
    }

    internal static void Reset()
    {
        Control("POST", "reset");
    }

    /// <summary>Changes settings of the simulator. JSON with single quotes, for legibility.</summary>
    internal static void SetBehaviour(string json)
    {
        Control("PATCH", "behaviour", json.Replace('\'', '"'));
    }

    /// <summary>Scripts the responses to the next requests. JSON with single quotes, for legibility.</summary>
    internal static void Script(string json)
    {
        Control("POST", "script", json.Replace('\'', '"'));
    }

    /// <summary>
    /// Responds to the next request with a rate limit, and to the one after it with an empty list of sites, for any
    /// token. The library remembers the limit of a token, so each test uses a token of its own.
    /// </summary>
    internal static void RateLimitOnce(int seconds)
    {
        Script("[{'status':429,'headers':{'Retry-After':'" + seconds + "'}}," +
            "{'status':200,'contentType':'application/json','body':'{\\'sites\\':[]}'}]");
    }

    internal static List<Dictionary<string, object>> Requests => Json.ParseObjects(Control("GET", "requests"));

    internal static List<Dictionary<string, object>> Recordings => Json.ParseObjects(Control("GET", "recordings"));

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

    // Over a socket, because Mono's HTTP client sometimes fails when it reuses a connection.
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
            string response = new StreamReader(stream).ReadToEnd();
            if (!response.StartsWith("HTTP/1.1 2", StringComparison.Ordinal))
                throw new IOException(name + ": " + response);
            return response.Substring(response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4);
        }
    }
}
