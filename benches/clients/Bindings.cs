// Moves the ids of a file (one a line) in one call, as often as the second argument says, and reads the report. Prints
// the wall and the CPU seconds of each call. The same as bindings.c and bindings.py, with the .NET binding.

using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using WebexRec;

internal static class Bindings
{
    private const int ProcessCpuTime = 2;

    private static int Main(string[] arguments)
    {
        var ids = File.ReadAllLines(arguments[0]);
        using (var client = new RecordingsClient(Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN")))
        {
            for (int remaining = int.Parse(arguments[1]); remaining > 0; remaining--)
            {
                double cpu = CpuSeconds();
                var wall = Stopwatch.StartNew();
                Move(client, ids);
                double seconds = wall.Elapsed.TotalSeconds;
                Console.WriteLine(string.Format(
                    CultureInfo.InvariantCulture, "{0:F6} {1:F6}", seconds, CpuSeconds() - cpu));
            }
        }
        return 0;
    }

    private static void Move(IRecordingsClient client, string[] ids)
    {
        var report = client.MoveToRecycleBin(ids, new ChangeOptions { SiteUrl = "example.webex.com" });
        int found = report.Results.Count(result => result.Outcome == RecordingOutcome.Done);
        if (report.Done.Count != ids.Length || found != ids.Length) throw new Exception(report.Message);
    }

    // .NET's Process.TotalProcessorTime has a resolution of 10 ms.
    private static double CpuSeconds()
    {
        clock_gettime(ProcessCpuTime, out var time);
        return (long)time.Seconds + (long)time.Nanoseconds / 1e9;
    }

    [DllImport("libc.so.6")]
    private static extern int clock_gettime(int clock, out Timespec time);

    private struct Timespec
    {
        internal IntPtr Seconds, Nanoseconds;
    }
}
