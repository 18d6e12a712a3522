// Passes progress to a function, on the thread that reports it.

using System;
using WebexRec;

sealed class ProgressHandler : IProgress<RecordingsProgress>
{
    private readonly Action<RecordingsProgress> function;

    internal ProgressHandler(Action<RecordingsProgress> function)
    {
        this.function = function;
    }

    public void Report(RecordingsProgress progress)
    {
        function(progress);
    }
}
