// Reads JSON into dictionaries, lists, strings, numbers, booleans and null. Mono and CoreCLR have no JSON reader in
// common, and a test should not rely on the one that it tests.

using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

sealed class Json
{
    private readonly string text;
    private int at;

    private Json(string text)
    {
        this.text = text;
    }

    internal static object Parse(string text)
    {
        var json = new Json(text);
        object value = json.Value();
        json.SkipSpace();
        if (json.at != text.Length) throw json.Invalid();
        return value;
    }

    internal static Dictionary<string, object> ParseObject(string text)
    {
        return (Dictionary<string, object>)Parse(text);
    }

    /// <summary>Reads an array of objects.</summary>
    internal static List<Dictionary<string, object>> ParseObjects(string text)
    {
        return ((List<object>)Parse(text)).Cast<Dictionary<string, object>>().ToList();
    }

    private object Value()
    {
        SkipSpace();
        switch (text[at])
        {
            case '{': return Members();
            case '[': return Elements();
            case '"': return Text();
            default: return Literal();
        }
    }

    private Dictionary<string, object> Members()
    {
        var members = new Dictionary<string, object>();
        for (at++; !Take('}'); Take(','))
        {
            SkipSpace();
            string name = Text();
            if (!Take(':')) throw Invalid();
            members.Add(name, Value());
        }
        return members;
    }

    private List<object> Elements()
    {
        var elements = new List<object>();
        for (at++; !Take(']'); Take(',')) elements.Add(Value());
        return elements;
    }

    private string Text()
    {
        var content = new StringBuilder();
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] != '\\') content.Append(text[at]);
            else content.Append(Escape());
        }
        at++;
        return content.ToString();
    }

    private char Escape()
    {
        at++;
        int simple = "nrtbf".IndexOf(text[at]);
        if (simple >= 0) return "\n\r\t\b\f"[simple];
        if (text[at] != 'u') return text[at];
        at += 4;
        return (char)int.Parse(text.Substring(at - 3, 4), NumberStyles.HexNumber);
    }

    private object Literal()
    {
        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || "+-.".IndexOf(text[at]) >= 0)) at++;
        string literal = text.Substring(start, at - start);
        switch (literal)
        {
            case "true": return true;
            case "false": return false;
            case "null": return null;
            default: return double.Parse(literal, CultureInfo.InvariantCulture);
        }
    }

    private bool Take(char expected)
    {
        SkipSpace();
        if (text[at] != expected) return false;
        at++;
        return true;
    }

    private void SkipSpace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
    }

    private FormatException Invalid()
    {
        return new FormatException($"invalid JSON at character {at}: {text}");
    }
}
