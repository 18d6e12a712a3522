// Runs the tests of this assembly, in the same way on every runtime: those of the category "https" if the simulator is
// reached over https, else all others. Arguments: a name for the summary line, and the folder of the repository.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using NUnit.Framework;

static class Runner
{
    private static int passed, failed;

    internal static string Repository { get; private set; }

    private static int Main(string[] args)
    {
        Repository = args[1];
        bool https = Environment.GetEnvironmentVariable("WEBEXREC_BASE_URL").StartsWith("https:");
        foreach (var fixture in Assembly.GetExecutingAssembly().GetTypes().Where(Has<TestFixtureAttribute>))
        {
            bool forHttps = fixture.GetCustomAttributes<CategoryAttribute>().Any(category => category.Name == "https");
            if (forHttps == https) RunFixture(fixture);
        }
        Console.WriteLine($"{args[0]}: {passed} passed, {failed} failed");
        return passed > 0 && failed == 0 ? 0 : 1;
    }

    private static void RunFixture(Type fixture)
    {
        foreach (var test in fixture.GetMethods())
        {
            if (Has<TestAttribute>(test)) Run(fixture, test, null);
            foreach (var values in test.GetCustomAttributes<TestCaseAttribute>()) Run(fixture, test, values.Arguments);
        }
    }

    private static void Run(Type fixture, MethodInfo test, object[] arguments)
    {
        var instance = Activator.CreateInstance(fixture);
        try
        {
            InvokeAll<SetUpAttribute>(instance);
            try
            {
                if (test.Invoke(instance, arguments) is Task task) task.Wait();
            }
            finally
            {
                InvokeAll<TearDownAttribute>(instance);
            }
            passed++;
        }
        catch (Exception e) when (e is TargetInvocationException || e is AggregateException)
        {
            failed++;
            string values = string.Join(", ", arguments ?? new object[0]);
            Console.WriteLine($"FAILED {fixture.Name}.{test.Name}({values})\n{e.InnerException}\n");
        }
    }

    private static void InvokeAll<T>(object instance) where T : Attribute
    {
        foreach (var method in instance.GetType().GetMethods().Where(Has<T>)) method.Invoke(instance, null);
    }

    private static bool Has<T>(MemberInfo member) where T : Attribute
    {
        return member.GetCustomAttributes<T>().Any();
    }
}
