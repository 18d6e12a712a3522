// Strings on their way to the native library and back: UTF-8, ended by NUL.

using System;
using System.Runtime.InteropServices;
using System.Text;

namespace WebexRec
{
    internal static class Utf8
    {
        // Replacing what can't be converted would name another recording than the caller did.
        private static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>Null stays null. A string that would arrive cut or changed is refused.</summary>
        internal static byte[] Encode(string text, string parameter, int codeForNul)
        {
            if (text == null) return null;
            if (text.IndexOf('\0') >= 0)
                throw new InvalidInputException(codeForNul, parameter + " has a NUL character in it; remove it");
            try
            {
                return Strict.GetBytes(text + "\0");
            }
            catch (EncoderFallbackException)
            {
                throw new InvalidInputException(
                    ResultCode.NotUtf8, parameter + " has half of a surrogate pair in it; remove it");
            }
        }

        internal static string Decode(IntPtr text)
        {
            int length = 0;
            while (Marshal.ReadByte(text, length) != 0) length++;
            var bytes = new byte[length];
            Marshal.Copy(text, bytes, 0, length);
            return Strict.GetString(bytes);
        }

        /// <summary>The message in an error buffer; one that is not UTF-8 must not hide the error itself.</summary>
        internal static string DecodeMessage(byte[] buffer)
        {
            return Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));
        }
    }
}
