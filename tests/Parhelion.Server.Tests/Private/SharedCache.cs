using Parhelion.Tests;

namespace Parhelion.Server.Tests.Private;

/// <summary>A real cache in front of a server, started by a script of eng/.</summary>
internal sealed class SharedCache : IAsyncDisposable
{
    private readonly EngineScript engine;

    private SharedCache(EngineScript engine) => this.engine = engine;

    public Uri Url => UrlOf(engine.Port);

    public static Task<SharedCache> StartAsync(string script, Uri origin, string pass = "yes") => StartAsync(script, FreeUrl(), origin, ("PASS", pass));

    /// <summary>Starts one at an address that was chosen before.</summary>
    public static async Task<SharedCache> StartAsync(string script, Uri url, Uri origin, params (string Name, string Value)[] environment) =>
        new(await EngineScript.StartAsync(script, url.Port, [("ORIGIN", origin.Authority), .. environment]));

    /// <summary>Where a cache can be started.</summary>
    public static Uri FreeUrl() => UrlOf(EngineScript.FreePort());

    /// <summary>Skips the test where it cannot be started.</summary>
    public static void Require(string script) => EngineScript.Require(script);

    public Task StartAsync() => engine.StartAsync();

    public Task StopAsync() => engine.StopAsync();

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private static Uri UrlOf(int port) => new($"http://127.0.0.1:{port}");
}
