// Converts strings to and from the native library's form: UTF-8, terminated by NUL.

using System;
using System.Runtime.InteropServices;
using System.Text;

namespace WebexRec
{
    internal static class Utf8
    {
        // Throws instead of replacing invalid characters: an id with a replacement names another recording.
        private static readonly UTF8Encoding Strict = new UTF8Encoding(false, true);

        /// <summary>
        /// Null for null. Throws <see cref="InvalidInputException"/> for a string that would arrive cut or changed.
        /// </summary>
        internal static byte[] Encode(string text, string parameter, int codeForNul)
        {
            if (text == null) return null;
            if (text.IndexOf('\0') >= 0)
                throw new InvalidInputException(codeForNul, parameter + " contains a NUL character; remove it");
            try
            {
                return Strict.GetBytes(text + "\0");
            }
            catch (EncoderFallbackException)
            {
                throw new InvalidInputException(
                    ResultCode.NotUtf8, parameter + " contains half of a surrogate pair; remove or complete it");
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

        /// <summary>
        /// The message in an error buffer. Invalid UTF-8 is replaced, so that it can't hide the error.
        /// </summary>
        internal static string DecodeMessage(byte[] buffer)
        {
            return Encoding.UTF8.GetString(buffer, 0, Array.IndexOf(buffer, (byte)0));
        }
    }
}
