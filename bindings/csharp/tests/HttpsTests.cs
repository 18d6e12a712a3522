// Over https: the certificate is checked, and every operation works. What is in the service's state is seen through
// the lists alone, since a runtime may lack the TLS library to look for itself.

using System;
using System.Linq;
using NUnit.Framework;
using WebexRec;

[TestFixture, Category("https")]
public class HttpsTests
{
    private static readonly string Token = Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN");

    private static string[] Ids(string status)
    {
        string query = $"{{\"from\":\"2000-01-01\",\"siteUrl\":\"example.webex.com\",\"status\":\"{status}\"}}";
        return Json.Objects(Recordings.ListRecordings(Token, query))
            .Where(recording => !true.Equals(recording["shareToMe"]))
            .Select(recording => (string)recording["id"]).ToArray();
    }

    [Test]
    public void Recordings_go_into_the_recycle_bin_and_come_back()
    {
        var ids = Ids("available");
        Assert.That(ids.Length, Is.GreaterThan(100));
        Recordings.MoveToRecycleBin(Token, ids);
        Assert.That(Ids("deleted"), Is.EquivalentTo(ids));
        Recordings.RestoreFromRecycleBin(Token, ids);
        Assert.That(Ids("available"), Is.EquivalentTo(ids));
    }

    [Test]
    public void Recordings_are_purged()
    {
        var ids = Ids("available").Take(2).ToArray();
        Recordings.MoveToRecycleBin(Token, ids);
        Recordings.PurgeFromRecycleBin(Token, ids);
        Assert.That(ids, Is.SubsetOf(Ids("purged")));
    }

    [Test]
    public void Sites_are_listed()
    {
        Assert.That(Recordings.ListSites(Token), Is.StringContaining("example.webex.com"));
    }

    [Test]
    public void A_failure_has_its_message()
    {
        var e = Assert.Throws<NotFoundException>(() => Recordings.MoveToRecycleBin(Token, new[] { "a" }));
        Assert.That(e.Message, Is.StringContaining("404 Not Found: ").And.StringContaining("(trackingId "));
    }

    [Test]
    public void A_certificate_of_an_unknown_authority_is_refused()
    {
        var probe = Program.Managed("Probe.exe").With("WEBEXREC_CA_FILE", null);
        probe.Run("sites");
        Assert.That(probe.Output, Is.StringStarting($"TransportException {ResultCode.Tls}: "));
    }
}
