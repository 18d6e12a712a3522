// The flags of a native call, with the values of the C header. ChangeOptions and RecordingQuery set them.

using System;

namespace WebexRec
{
    [Flags]
    internal enum Flags : uint
    {
        None = 0,
        All = 1,
        DryRun = 2,
        SingleRequest = 4,
        Verify = 8,
        Admin = 16,
        IncludeSecrets = 32,
    }
}
