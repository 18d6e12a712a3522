// Runs child processes: the programs compiled with the tests, on the runtime of the tests, and the C compiler.

using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using NUnit.Framework;

sealed class ChildProcess
{
    private readonly Dictionary<string, string> environment = new Dictionary<string, string>();
    private readonly string file;
    private readonly string[] firstArguments;

    private ChildProcess(string file, params string[] firstArguments)
    {
        this.file = file;
        this.firstArguments = firstArguments;
    }

    /// <summary>What the last run printed.</summary>
    internal string Output { get; private set; }

    /// <summary>A .NET program in a folder; by default the folder of the tests.</summary>
    internal static ChildProcess Managed(string name, string folder = null)
    {
        string runtime = Process.GetCurrentProcess().MainModule.FileName;
        return new ChildProcess(runtime, Path.Combine(folder ?? AppDomain.CurrentDomain.BaseDirectory, name));
    }

    internal static ChildProcess Compiler => new ChildProcess("cc");

    /// <summary>Sets a variable of its environment; null removes it.</summary>
    internal ChildProcess With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    /// <summary>Runs it to its end and returns its exit status.</summary>
    internal int Run(params string[] arguments)
    {
        using (var process = Start(file, firstArguments.Concat(arguments)))
        {
            var error = process.StandardError.ReadToEndAsync();
            Output = process.StandardOutput.ReadToEnd() + error.Result;
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    /// <summary>
    /// Runs it in a terminal and presses Ctrl-C once it has printed a text and a condition is true; returns its exit
    /// status.
    /// </summary>
    internal int Interrupt(string text, Func<bool> condition, params string[] arguments)
    {
        var command = new[] { file }.Concat(firstArguments).Concat(arguments).Select(part => "'" + part + "'");
        // exec: otherwise a shell waits for the program, dies of the Ctrl-C too, and its status is the one returned.
        using (var process = Start("script", new[] { "-qefc", "exec " + string.Join(" ", command), "/dev/null" }))
        {
            var output = new StringBuilder();
            bool isInterrupted = false;
            for (int c = process.StandardOutput.Read(); c >= 0; c = process.StandardOutput.Read())
            {
                output.Append((char)c);
                if (isInterrupted || !output.ToString().EndsWith(text, StringComparison.Ordinal)) continue;
                isInterrupted = true;
                Assert.IsTrue(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(20)), output.ToString());
                process.StandardInput.Write('\u0003');
                process.StandardInput.Flush();
            }
            Output = output.ToString().Replace("\r\n", "\n");
            process.WaitForExit();
            return process.ExitCode;
        }
    }

    private Process Start(string program, IEnumerable<string> arguments)
    {
        var quoted = arguments.Select(argument => "\"" + argument.Replace("\"", "\\\"") + "\"");
        var start = new ProcessStartInfo(program, string.Join(" ", quoted))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in environment)
        {
            if (variable.Value == null) start.EnvironmentVariables.Remove(variable.Key);
            else start.EnvironmentVariables[variable.Key] = variable.Value;
        }
        return Process.Start(start);
    }
}
