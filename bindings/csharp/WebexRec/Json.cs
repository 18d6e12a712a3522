// Writes the one kind of JSON that this assembly makes itself.

using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace WebexRec
{
    internal static class Json
    {
        /// <summary>An array of strings; null for null, which the native library then refuses.</summary>
        internal static string Array(IEnumerable<string> strings)
        {
            return strings == null ? null : "[" + string.Join(",", strings.Select(Text)) + "]";
        }

        private static string Text(string text)
        {
            if (text == null) return "null";
            var json = new StringBuilder("\"", text.Length + 2);
            foreach (char c in text)
            {
                if (c == '"' || c == '\\') json.Append('\\').Append(c);
                else if (c < ' ') json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else json.Append(c);
            }
            return json.Append('"').ToString();
        }
    }
}
