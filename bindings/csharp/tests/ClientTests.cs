// Base class of most tests: a simulator in its initial state, and a client of its user.

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

    protected static RecordingsClient NewClient(RecordingsClientOptions options)
    {
        return new RecordingsClient(Simulator.UserToken, options);
    }

    /// <summary>The exception that awaiting the task throws.</summary>
    protected static T Thrown<T>(Task task) where T : Exception
    {
        return Assert.Throws<T>(() => task.GetAwaiter().GetResult());
    }

    protected static void AssertNoToken(object text)
    {
        Assert.That(text.ToString(), Is.Not.StringContaining(Simulator.UserToken));
    }
}
