// Writes JSON: an object at a time, member by member.

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace WebexRec
{
    internal sealed class JsonText
    {
        private readonly StringBuilder text = new StringBuilder();

        public override string ToString()
        {
            return text.ToString();
        }

        /// <summary>An array of recordings; null for null, which the native library then refuses.</summary>
        internal static string Of(IEnumerable<RecordingReference> recordings)
        {
            if (recordings == null) return null;
            var json = new JsonText();
            json.text.Append('[');
            foreach (var recording in recordings)
            {
                if (json.text.Length > 1) json.text.Append(',');
                if (recording == null) json.text.Append("null");
                else json.Object(recording.Write);
            }
            return json.text.Append(']').ToString();
        }

        internal delegate void Members(JsonText json);

        internal JsonText Object(Members members)
        {
            text.Append('{');
            members(this);
            text.Append('}');
            return this;
        }

        /// <summary>A member of the object that is being written; one that is null is left out.</summary>
        internal void Member(string name, string value)
        {
            if (value == null) return;
            Name(name);
            Quote(value);
        }

        internal void Member(string name, long? value)
        {
            if (value == null) return;
            Name(name);
            text.Append(value.Value.ToString(CultureInfo.InvariantCulture));
        }

        internal void Member(string name, bool? value)
        {
            if (value == null) return;
            Name(name);
            text.Append(value.Value ? "true" : "false");
        }

        private void Name(string name)
        {
            if (text[text.Length - 1] != '{') text.Append(',');
            text.Append('"').Append(name).Append("\":");
        }

        private void Quote(string value)
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
    }
}
