// The fields of the native library's progress, with the values of the C header. RecordingsProgress reads them.

namespace WebexRec
{
    internal enum ProgressField : uint
    {
        Total = 0,
        Done = 1,
        NotDone = 2,
        InFlight = 3,
        Requests = 4,
        Retries = 5,
        WaitMs = 6,
        WaitReason = 7,
    }
}
