// Starts programs: those compiled with the tests, on the runtime that the tests run on, and the C compiler.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;

sealed class Program
{
    private readonly Dictionary<string, string> environment = new Dictionary<string, string>();
    private readonly string file;
    private readonly string[] firstArguments;

    private Program(string file, params string[] firstArguments)
    {
        this.file = file;
        this.firstArguments = firstArguments;
    }

    internal string Output { get; private set; }

    /// <summary>A managed program, in the folder of the tests unless another is named.</summary>
    internal static Program Managed(string name, string folder = null)
    {
        string runtime = Process.GetCurrentProcess().MainModule.FileName;
        return new Program(runtime, Path.Combine(folder ?? AppDomain.CurrentDomain.BaseDirectory, name));
    }

    internal static Program Compiler => new Program("cc");

    /// <summary>Sets a variable of its environment, or with null removes it.</summary>
    internal Program With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>Runs it to its end; the result is its exit status.</summary>
    internal int Run(params string[] arguments)
    {
        var all = firstArguments.Concat(arguments).Select(argument => "\"" + argument.Replace("\"", "\\\"") + "\"");
        var start = new ProcessStartInfo(file, string.Join(" ", all))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in environment)
        {
            if (variable.Value == null) start.EnvironmentVariables.Remove(variable.Key);
            else start.EnvironmentVariables[variable.Key] = variable.Value;
        }
        using (var process = Process.Start(start))
        {
            var error = process.StandardError.ReadToEndAsync();
            Output = process.StandardOutput.ReadToEnd() + error.Result;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
