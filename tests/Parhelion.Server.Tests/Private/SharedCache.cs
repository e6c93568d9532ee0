using Parhelion.Tests;

namespace Parhelion.Server.Tests.Private;

/// <summary>A real cache in front of a server, started by a script of eng/.</summary>
internal sealed class SharedCache : IAsyncDisposable
{
    private readonly EngineScript engine;

    private SharedCache(EngineScript engine) => this.engine = engine;

    public Uri Url => new($"http://127.0.0.1:{engine.Port}");

    public static async Task<SharedCache> StartAsync(string script, Uri origin, string pass = "yes") =>
        new(await EngineScript.StartAsync(script, ("ORIGIN", origin.Authority), ("PASS", pass)));

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
