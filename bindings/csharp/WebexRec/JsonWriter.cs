// Writes JSON: arrays, and objects member by member.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace WebexRec
{
    internal sealed class JsonWriter
    {
        private readonly StringBuilder text = new StringBuilder();

        public override string ToString()
        {
            return text.ToString();
        }

        /// <summary>Writes an array; the function writes one element.</summary>
        internal void WriteArray<T>(IEnumerable<T> elements, Action<T> writeElement)
        {
            text.Append('[');
            foreach (var element in elements)
            {
                SeparateFrom('[');
                writeElement(element);
            }
            text.Append(']');
        }

        /// <summary>Writes an object; the function writes its members.</summary>
        internal void WriteObject(Action<JsonWriter> writeMembers)
        {
            text.Append('{');
            writeMembers(this);
            text.Append('}');
        }

        internal void WriteNull()
        {
            text.Append("null");
        }

        /// <summary>Writes a member of an object, unless its value is null.</summary>
        internal void WriteMember(string name, string value)
        {
            if (value == null) return;
            WriteName(name);
            WriteString(value);
        }

        internal void WriteMember(string name, long? value)
        {
            if (value == null) return;
            WriteName(name);
            text.Append(value.Value.ToString(CultureInfo.InvariantCulture));
        }

        internal void WriteMember(string name, bool value)
        {
            WriteName(name);
            text.Append(value ? "true" : "false");
        }

        private void WriteName(string name)
        {
            SeparateFrom('{');
            text.Append('"').Append(name).Append("\":");
        }

        private void WriteString(string value)
        {
            text.Append('"');
            foreach (char c in value)
            {
                if (c == '"' || c == '\\') text.Append('\\').Append(c);
                else if (c < ' ') text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else text.Append(c);
            }
            text.Append('"');
        }

        /// <summary>Writes a comma unless the array or object has just been opened.</summary>
        private void SeparateFrom(char opening)
        {
            if (text[text.Length - 1] != opening) text.Append(',');
        }
    }
}
