// The constants of the binding are those of the C header.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class HeaderTests
{
    private static readonly Dictionary<string, uint> Header = Regex
        .Matches(File.ReadAllText(Path.Combine(Runner.Repository, "include", "webexrec.h")),
            @"^#define WEBEXREC_(\w+) (\d+)\r?$", RegexOptions.Multiline)
        .Cast<Match>().ToDictionary(match => match.Groups[1].Value, match => uint.Parse(match.Groups[2].Value));

    private static bool IsResultCode(string name)
    {
        return name == "OK" || name.StartsWith("E_");
    }

    private static bool IsProgressField(string name)
    {
        return name.StartsWith("PROGRESS_");
    }

    private static bool IsFlag(string name)
    {
        return !IsResultCode(name) && !IsProgressField(name) &&
            !Regex.IsMatch(name, "^(ABI_)?VERSION_|^ERROR_SIZE$");
    }

    /// <summary>Such as NotUtf8 for E_NOT_UTF8.</summary>
    private static string Pascal(string name)
    {
        var words = Regex.Replace(name, "^(E|PROGRESS)_", "").Split('_');
        return string.Concat(words.Select(word => word.Substring(0, 1) + word.Substring(1).ToLowerInvariant()));
    }

    private static IEnumerable<string> InHeader(Func<string, bool> wanted)
    {
        return Header.Where(pair => wanted(pair.Key)).Select(pair => Pascal(pair.Key) + " = " + pair.Value);
    }

    [Test]
    public void Result_codes_are_those_of_the_header()
    {
        var here = typeof(ResultCode).GetFields().Select(field => field.Name + " = " + field.GetRawConstantValue());
        Assert.That(here, Is.EquivalentTo(InHeader(IsResultCode)));
        Assert.That(here.Count(), Is.GreaterThan(40));
    }

    [Test]
    public void Flags_are_those_of_the_header()
    {
        Assert.That(Values("WebexRec.Flags").Where(value => value != "None = 0"), Is.EquivalentTo(InHeader(IsFlag)));
    }

    [Test]
    public void The_figures_of_progress_are_those_of_the_header()
    {
        var here = Values("WebexRec.ProgressField");
        Assert.That(here, Is.EquivalentTo(InHeader(IsProgressField)));
        var shown = typeof(RecordingsProgress).GetProperties().Select(property => property.Name);
        Assert.That(shown, Is.EquivalentTo(here.Select(value => Regex.Replace(value, "(Ms)? = .*", ""))));
    }

    /// <summary>The values of an enumeration that is not public.</summary>
    private static IEnumerable<string> Values(string enumeration)
    {
        var type = typeof(RecordingsClient).Assembly.GetType(enumeration, true);
        return Enum.GetValues(type).Cast<object>().Select(value => value + " = " + Convert.ToUInt32(value));
    }
}
