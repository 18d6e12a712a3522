// What a native function writes its message into.

using System;

namespace WebexRec
{
    internal sealed class ErrorBuffer
    {
        private readonly byte[] bytes = new byte[2048];

        internal byte[] Bytes => bytes;

        internal UIntPtr Size => (UIntPtr)bytes.Length;

        /// <summary>The message that belongs to a result, which is the result's own text if there is none.</summary>
        internal string Message(int result)
        {
            string message = Utf8.DecodeMessage(bytes);
            return message.Length > 0 ? message : Utf8.Decode(Native.Functions.ResultText(result));
        }
    }
}
