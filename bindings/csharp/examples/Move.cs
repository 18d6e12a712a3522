// Moves the recordings whose ids are given as arguments into the recycle bin.

using System;
using WebexRec;

static class Move
{
    static int Main(string[] ids)
    {
        try
        {
            Recordings.MoveToRecycleBin(Environment.GetEnvironmentVariable("WEBEX_ACCESS_TOKEN"), ids);
            Console.WriteLine($"In the recycle bin: {ids.Length}");
            return 0;
        }
        catch (WebexrecException e)
        {
            Console.Error.WriteLine($"{e.GetType().Name} {e.Code}: {e.Message}");
            return 1;
        }
    }
}
