// Compares the constants and functions of the binding with those of the C header.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;
using WebexRec;

[TestFixture]
public class HeaderTests
{
    private static readonly string Text = Read("include", "webexrec.h");

    private static readonly Dictionary<string, uint> Header = Regex
        .Matches(Text, @"^#define WEBEXREC_(\w+) (\d+)\r?$", RegexOptions.Multiline)
        .Cast<Match>().ToDictionary(match => match.Groups[1].Value, match => uint.Parse(match.Groups[2].Value));

    private static string Read(params string[] path)
    {
        return File.ReadAllText(Path.Combine(new[] { Runner.Repository }.Concat(path).ToArray()));
    }

    private static string[] Names(string text, string pattern)
    {
        var matches = Regex.Matches(text, pattern, RegexOptions.Multiline).Cast<Match>();
        return matches.Select(match => match.Groups[1].Value).ToArray();
    }

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

    /// <summary>The name in .NET, such as NotUtf8 for E_NOT_UTF8.</summary>
    private static string Pascal(string name)
    {
        var words = Regex.Replace(name, "^(E|PROGRESS)_", "").Split('_');
        return string.Concat(words.Select(word => word.Substring(0, 1) + word.Substring(1).ToLowerInvariant()));
    }

    private static IEnumerable<string> InHeader(Func<string, bool> condition)
    {
        return Header.Where(pair => condition(pair.Key)).Select(pair => Pascal(pair.Key) + " = " + pair.Value);
    }

    [Test]
    public void Result_codes_are_those_of_the_header()
    {
        var inBinding = typeof(ResultCode).GetFields()
            .Select(field => field.Name + " = " + field.GetRawConstantValue());
        Assert.That(inBinding, Is.EquivalentTo(InHeader(IsResultCode)));
        Assert.That(inBinding.Count(), Is.GreaterThan(40));
    }

    [Test]
    public void Flags_are_those_of_the_header()
    {
        Assert.That(Values("WebexRec.Flags").Where(value => value != "None = 0"), Is.EquivalentTo(InHeader(IsFlag)));
    }

    [Test]
    public void Progress_fields_are_those_of_the_header_and_have_properties()
    {
        var fields = Values("WebexRec.ProgressField");
        Assert.That(fields, Is.EquivalentTo(InHeader(IsProgressField)));
        var properties = typeof(RecordingsProgress).GetProperties().Select(property => property.Name);
        Assert.That(properties, Is.EquivalentTo(fields.Select(field => Regex.Replace(field, "(Ms)? = .*", ""))));
    }

    [Test]
    public void Functions_are_those_of_the_header_without_the_simple_API()
    {
        var functions = Names(Text, @"^WEBEXREC_API[^;(]*?(webexrec_\w+)\(");
        var simple = functions.Where(name => functions.Contains(name.Replace("webexrec_", "webexrec_client_")));
        var bound = Names(Read("bindings", "csharp", "WebexRec", "Native.cs"), @"Bind<\w+>\(""(webexrec_\w+)""\)");
        Assert.That(bound, Is.EquivalentTo(functions.Except(simple)));
    }

    [Test]
    public void The_binary_interface_is_that_of_the_header()
    {
        var native = typeof(RecordingsClient).Assembly.GetType("WebexRec.Native", true);
        foreach (string part in new[] { "Major", "Minor" })
        {
            var constant = native.GetField("Abi" + part, BindingFlags.NonPublic | BindingFlags.Static);
            Assert.AreEqual(Header["ABI_VERSION_" + part.ToUpperInvariant()], constant.GetRawConstantValue(), part);
        }
    }

    /// <summary>Names and values of an internal enumeration.</summary>
    private static IEnumerable<string> Values(string enumeration)
    {
        var type = typeof(RecordingsClient).Assembly.GetType(enumeration, true);
        return Enum.GetValues(type).Cast<object>().Select(value => value + " = " + Convert.ToUInt32(value));
    }
}
