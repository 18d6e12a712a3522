// Uses the binding once in a process of its own, whose environment a test can set, and prints the result or the
// exception. PROBE_CA_FILE is the option CaFile of its client.

using System;
using WebexRec;

static class Probe
{
    private static void Main(string[] args)
    {
        try
        {
            if (args[0] == "library") Console.WriteLine($"{Library.Path} {Library.Version}");
            else Call(args);
        }
        catch (Exception e)
        {
            string code = e is WebexrecException failure ? $" {failure.Code}" : "";
            Console.WriteLine($"{e.GetType().Name}{code}: {e.Message}");
        }
    }

    private static void Call(string[] args)
    {
        var options = new RecordingsClientOptions { CaFile = Environment.GetEnvironmentVariable("PROBE_CA_FILE") };
        using (var client = new RecordingsClient(Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN"), options))
        {
            switch (args[0])
            {
                case "sites": Console.WriteLine(string.Join(" ", client.ListSites())); break;
                case "move": client.MoveToRecycleBin(new[] { args[1] }).ThrowIfFailed(); break;
                case "restore": client.RestoreFromRecycleBin(new[] { args[1] }).ThrowIfFailed(); break;
            }
        }
    }
}
