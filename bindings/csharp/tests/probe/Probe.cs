// Uses the binding once, in a process (and so in an environment) of its own, and prints what came of it.

using System;
using WebexRec;

static class Probe
{
    private static void Main(string[] args)
    {
        string token = Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN");
        try
        {
            switch (args[0])
            {
                case "library": Console.WriteLine($"{Library.Path} {Library.Version}"); break;
                case "sites": Console.WriteLine(Recordings.ListSites(token)); break;
                case "move": Recordings.MoveToRecycleBin(token, new[] { args[1] }); break;
                case "restore": Recordings.RestoreFromRecycleBin(token, new[] { args[1] }); break;
            }
        }
        catch (Exception e)
        {
            string code = e is WebexrecException failure ? $" {failure.Code}" : "";
            Console.WriteLine($"{e.GetType().Name}{code}: {e.Message}");
        }
    }
}
