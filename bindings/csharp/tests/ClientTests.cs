// What most tests need: the simulator as at start, and a client of the user's.

using System;
using System.Threading.Tasks;
using NUnit.Framework;
using WebexRec;

public abstract class ClientTests
{
    protected RecordingsClient Client { get; private set; }

    [SetUp]
    public void SetUp()
    {
        Simulator.Reset();
        Client = new RecordingsClient(Simulator.UserToken);
    }

    [TearDown]
    public void TearDown()
    {
        Client.Dispose();
    }

    /// <summary>What awaiting the task throws.</summary>
    protected static T Thrown<T>(Task task) where T : Exception
    {
        return Assert.Throws<T>(() => task.GetAwaiter().GetResult());
    }

    protected static void AssertNoToken(object text)
    {
        Assert.That(text.ToString(), Is.Not.StringContaining(Simulator.UserToken));
    }
}

/// <summary>Hands what is reported to a function, on the thread that reports it.</summary>
sealed class Handler : IProgress<RecordingsProgress>
{
    private readonly Action<RecordingsProgress> function;

    internal Handler(Action<RecordingsProgress> function)
    {
        this.function = function;
    }

    public void Report(RecordingsProgress progress)
    {
        function(progress);
    }
}
