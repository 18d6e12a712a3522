// Reads JSON from its beginning to its end, as what is wanted of it; netstandard2.0 has no reader that every runtime
// comes with. A value of another kind than the one that is asked for is taken for one that is not there.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace WebexRec
{
    internal sealed class JsonReader
    {
        private readonly string text;
        // Names of members, sites, hosts: what is there once for each recording is kept once.
        private readonly Dictionary<string, string> shared = new Dictionary<string, string>();
        private int at;

        internal JsonReader(string text)
        {
            this.text = text;
        }

        /// <summary>Reads all of a text with a function for its value.</summary>
        internal static T Read<T>(string text, Func<JsonReader, T> value)
        {
            var json = new JsonReader(text);
            T read = value(json);
            json.Next();
            return json.at == text.Length ? read : throw json.Wrong();
        }

        /// <summary>The names in an object; the value of each has to be read or skipped before the next.</summary>
        internal IEnumerable<string> Members()
        {
            if (!Enter('{')) yield break;
            for (bool more = !Take('}'); more; more = !TakeEnd('}'))
            {
                if (Next() != '"') throw Wrong();
                string name = Shared(String());
                if (!Take(':')) throw Wrong();
                yield return name;
            }
        }

        /// <summary>The elements of an array, each read by the function.</summary>
        internal List<T> Elements<T>(Func<JsonReader, T> element)
        {
            var elements = new List<T>();
            if (!Enter('[')) return elements;
            for (bool more = !Take(']'); more; more = !TakeEnd(']')) elements.Add(element(this));
            return elements;
        }

        internal string Text()
        {
            if (Next() == '"') return String();
            Skip();
            return null;
        }

        /// <summary>A text that is expected to be the same in many places.</summary>
        internal string SharedText()
        {
            string value = Text();
            return value == null ? null : Shared(value);
        }

        internal DateTimeOffset? Time()
        {
            return DateTimeOffset.TryParse(
                Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time : default(DateTimeOffset?);
        }

        internal bool? Boolean()
        {
            switch (Word())
            {
                case "true": return true;
                case "false": return false;
                default: return null;
            }
        }

        internal long? Integer()
        {
            return long.TryParse(Word(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
                ? number : default(long?);
        }

        internal TimeSpan? Seconds()
        {
            bool isNumber = double.TryParse(
                Word(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            return isNumber && Math.Abs(number) < TimeSpan.MaxValue.TotalSeconds
                ? TimeSpan.FromSeconds(number) : default(TimeSpan?);
        }

        /// <summary>Passes over a value of any kind.</summary>
        internal void Skip()
        {
            switch (Next())
            {
                case '{':
                    foreach (string _ in Members()) Skip();
                    break;
                case '[':
                    Elements(json => { json.Skip(); return true; });
                    break;
                case '"':
                    String();
                    break;
                default:
                    Word();
                    break;
            }
        }

        /// <summary>A number, true, false or null as it stands there; null for a value of another kind.</summary>
        private string Word()
        {
            char first = Next();
            if (first == '{' || first == '[' || first == '"')
            {
                Skip();
                return null;
            }
            int start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || "+-.".IndexOf(text[at]) >= 0)) at++;
            return at > start ? text.Substring(start, at - start) : throw Wrong();
        }

        private string String()
        {
            int start = ++at;
            while (Current() != '"' && text[at] != '\\') at++;
            if (text[at] == '"') return text.Substring(start, at++ - start);
            var content = new StringBuilder(text, start, at - start, Math.Max(16, 2 * (at - start)));
            for (; Current() != '"'; at++) content.Append(text[at] == '\\' ? Escaped() : text[at]);
            at++;
            return content.ToString();
        }

        private char Escaped()
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

        private string Shared(string value)
        {
            if (shared.TryGetValue(value, out string known)) return known;
            shared.Add(value, value);
            return value;
        }

        /// <summary>Whether an object or array begins here; anything else is skipped.</summary>
        private bool Enter(char wanted)
        {
            if (Take(wanted)) return true;
            Skip();
            return false;
        }

        /// <summary>Whether an object or array ends here; otherwise there is a comma.</summary>
        private bool TakeEnd(char wanted)
        {
            if (Take(wanted)) return true;
            return Take(',') ? false : throw Wrong();
        }

        private bool Take(char wanted)
        {
            if (Next() != wanted) return false;
            at++;
            return true;
        }

        /// <summary>The next character that is not white space, or NUL at the end.</summary>
        private char Next()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            return at < text.Length ? text[at] : '\0';
        }

        private char Current()
        {
            return at < text.Length ? text[at] : throw Wrong();
        }

        private FormatException Wrong()
        {
            return new FormatException($"This is not the JSON that was expected, at character {at}.");
        }
    }
}
