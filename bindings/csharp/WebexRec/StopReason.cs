// The reason why a call ended early.

using System;

namespace WebexRec
{
    /// <summary>The reason why a call ended early. Immutable.</summary>
    public sealed class StopReason
    {
        internal StopReason(JsonReader json)
        {
            foreach (string name in json.ReadMembers())
            {
                switch (name)
                {
                    case "code": Code = (int?)json.ReadInteger() ?? ResultCode.Internal; break;
                    case "message": Message = json.ReadString(); break;
                    case "retryAfterSeconds": RetryAfter = json.ReadSeconds(); break;
                    default: json.Skip(); break;
                }
            }
        }

        /// <summary>One of <see cref="ResultCode"/>, or an HTTP status.</summary>
        public int Code { get; }

        /// <summary>The reason, for people. The wording changes between versions.</summary>
        public string Message { get; }

        /// <summary>How long to wait before the next call; null if the service doesn't say.</summary>
        public TimeSpan? RetryAfter { get; }
    }
}
