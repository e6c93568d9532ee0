using Parhelion.Tests;

[assembly: AssemblyFixture(typeof(Parhelion.Server.Tests.Scanning.ClamdEngineEnd))]

namespace Parhelion.Server.Tests.Scanning;

/// <summary>The clamd of the test process, started when a test asks for it first.</summary>
internal static class ClamdEngine
{
    private static readonly Lazy<Task<EngineScript>> Engine = new(() => EngineScript.StartAsync("clamd.sh"));

    /// <summary>Its address: TCP, or the Unix socket.</summary>
    public static async Task<string> AddressAsync(bool isUnix = false) => (await Engine.Value).Told[isUnix ? "SOCKET" : "ADDRESS"];

    /// <summary>Stops it, when it was started.</summary>
    public static async ValueTask StopAsync()
    {
        if (Engine.IsValueCreated && Engine.Value.IsCompletedSuccessfully) await (await Engine.Value).DisposeAsync();
    }
}

/// <summary>The end of the test process.</summary>
public sealed class ClamdEngineEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => ClamdEngine.StopAsync();
}
