using Parhelion.Testing.Hosting;

namespace Parhelion.Testing;

/// <summary>A server that the tests of a class or an assembly share. It fits <c>IClassFixture&lt;ParhelionFixture&gt;</c> and <c>AssemblyFixture</c> of
/// xunit, and needs no package of xunit; with other frameworks make one and dispose it. The server starts with the first test that uses it.</summary>
public class ParhelionFixture : IAsyncDisposable, IDisposable
{
    private readonly Lazy<Task<ParhelionServer>> server;

    /// <summary>Creates the fixture. Derive from it and override <see cref="Configure"/> to change the options of the server.</summary>
    public ParhelionFixture() => server = new(() => CallerContext.LeaveAsync(() => ParhelionServer.StartAsync(Configure)));

    /// <summary>The server. The first use starts it and blocks until it runs.</summary>
    public ParhelionServer Server => server.Value.GetAwaiter().GetResult();

    /// <summary>Changes the options of the server, before it starts.</summary>
    /// <param name="options">The options.</param>
    protected virtual void Configure(ParhelionServerOptions options)
    {
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the server, for frameworks that do not dispose asynchronously.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the server.</summary>
    /// <param name="disposing">Whether <see cref="Dispose()"/> calls it.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) CallerContext.LeaveAsync(async () => { await StopAsync(); return true; }).GetAwaiter().GetResult();
    }

    private async Task StopAsync()
    {
        if (server.IsValueCreated && await Task.WhenAny(server.Value) is { IsCompletedSuccessfully: true } started) await (await started).DisposeAsync();
    }
}
