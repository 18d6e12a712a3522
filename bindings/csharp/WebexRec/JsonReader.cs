// Reads JSON forwards, value by value; netstandard2.0 has no JSON reader. Each Read method reads one value of its type
// and returns null (or an empty list) for a value of another type, as if it were missing.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace WebexRec
{
    internal sealed class JsonReader
    {
        private readonly string text;
        // One copy of each string that every recording repeats, such as the names of members, sites and hosts.
        private readonly Dictionary<string, string> interned = new Dictionary<string, string>();
        private int at;

        private JsonReader(string text)
        {
            this.text = text;
        }

        /// <summary>Reads a whole text, which is one value.</summary>
        internal static T Parse<T>(string text, Func<JsonReader, T> readValue)
        {
            var json = new JsonReader(text);
            T value = readValue(json);
            json.Peek();
            return json.at == text.Length ? value : throw json.Invalid();
        }

        /// <summary>
        /// Reads an object and yields the names of its members. Read or skip a member's value before the next name.
        /// </summary>
        internal IEnumerable<string> ReadMembers()
        {
            if (!TakeOrSkip('{')) yield break;
            for (bool more = !Take('}'); more; more = !TakeEnd('}'))
            {
                if (Peek() != '"') throw Invalid();
                string name = Intern(TakeString());
                if (!Take(':')) throw Invalid();
                yield return name;
            }
        }

        /// <summary>Reads an array; the function reads one element.</summary>
        internal List<T> ReadArray<T>(Func<JsonReader, T> readElement)
        {
            var elements = new List<T>();
            if (!TakeOrSkip('[')) return elements;
            for (bool more = !Take(']'); more; more = !TakeEnd(']')) elements.Add(readElement(this));
            return elements;
        }

        internal string ReadString()
        {
            if (Peek() == '"') return TakeString();
            Skip();
            return null;
        }

        /// <summary>Reads a string that many recordings share.</summary>
        internal string ReadInterned()
        {
            string value = ReadString();
            return value == null ? null : Intern(value);
        }

        internal DateTimeOffset? ReadTime()
        {
            return DateTimeOffset.TryParse(
                ReadString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : default(DateTimeOffset?);
        }

        internal bool? ReadBoolean()
        {
            switch (ReadLiteral())
            {
                case "true": return true;
                case "false": return false;
                default: return null;
            }
        }

        internal long? ReadInteger()
        {
            bool isInteger = long.TryParse(
                ReadLiteral(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number);
            return isInteger ? number : default(long?);
        }

        /// <summary>Reads a number of seconds.</summary>
        internal TimeSpan? ReadSeconds()
        {
            bool isNumber = double.TryParse(
                ReadLiteral(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            return isNumber && Math.Abs(number) < TimeSpan.MaxValue.TotalSeconds
                ? TimeSpan.FromSeconds(number) : default(TimeSpan?);
        }

        /// <summary>Skips a value of any type.</summary>
        internal void Skip()
        {
            switch (Peek())
            {
                case '{':
                    foreach (string _ in ReadMembers()) Skip();
                    break;
                case '[':
                    ReadArray(json => { json.Skip(); return true; });
                    break;
                case '"':
                    TakeString();
                    break;
                default:
                    ReadLiteral();
                    break;
            }
        }

        /// <summary>Reads the text of a number, true, false or null.</summary>
        private string ReadLiteral()
        {
            char first = Peek();
            if (first == '{' || first == '[' || first == '"')
            {
                Skip();
                return null;
            }
            int start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || "+-.".IndexOf(text[at]) >= 0)) at++;
            return at > start ? text.Substring(start, at - start) : throw Invalid();
        }

        private string TakeString()
        {
            int start = ++at;
            while (Current() != '"' && text[at] != '\\') at++;
            if (text[at] == '"') return text.Substring(start, at++ - start);
            var content = new StringBuilder(text, start, at - start, Math.Max(16, 2 * (at - start)));
            for (; Current() != '"'; at++) content.Append(text[at] == '\\' ? TakeEscape() : text[at]);
            at++;
            return content.ToString();
        }

        private char TakeEscape()
        {
            at++;
            switch (Current())
            {
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case 'b': return '\b';
                case 'f': return '\f';
                case 'u':
                    at += 4;
                    Current();
                    return (char)int.Parse(
                        text.Substring(at - 3, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                default: return text[at];
            }
        }

        private string Intern(string value)
        {
            if (interned.TryGetValue(value, out string known)) return known;
            interned.Add(value, value);
            return value;
        }

        /// <summary>Takes the bracket that opens an object or array; skips a value of another type.</summary>
        private bool TakeOrSkip(char opening)
        {
            if (Take(opening)) return true;
            Skip();
            return false;
        }

        /// <summary>Takes the bracket that closes an object or array, or the comma before its next value.</summary>
        private bool TakeEnd(char closing)
        {
            if (Take(closing)) return true;
            return Take(',') ? false : throw Invalid();
        }

        private bool Take(char expected)
        {
            if (Peek() != expected) return false;
            at++;
            return true;
        }

        /// <summary>Skips white space and returns the next character, or NUL at the end.</summary>
        private char Peek()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            return at < text.Length ? text[at] : '\0';
        }

        private char Current()
        {
            return at < text.Length ? text[at] : throw Invalid();
        }

        private FormatException Invalid()
        {
            return new FormatException($"Invalid JSON at character {at}; pass the whole text as it was written.");
        }
    }
}
