// The buffer that a native function writes its error message into.

using System;

namespace WebexRec
{
    internal sealed class ErrorBuffer
    {
        private readonly byte[] bytes = new byte[2048];

        internal byte[] Bytes => bytes;

        internal UIntPtr Size => (UIntPtr)bytes.Length;

        /// <summary>The message for a result, or the result code's general text if the buffer is empty.</summary>
        internal string Message(int result)
        {
            string message = Utf8.DecodeMessage(bytes);
            return message.Length > 0 ? message : Native.Functions.ResultText(result);
        }

        /// <summary>Throws the exception for a result other than <see cref="ResultCode.Ok"/>.</summary>
        internal void ThrowIfFailed(int result)
        {
            if (result != ResultCode.Ok) throw WebexrecException.ForCode(result, Message(result));
        }
    }
}
