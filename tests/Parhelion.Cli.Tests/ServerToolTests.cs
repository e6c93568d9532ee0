using Parhelion.Testing;

namespace Parhelion.Cli.Tests;

/// <summary>Base of tests that run the tool against a real server.</summary>
/// <param name="asAccount">Whether the tool has the key of the account; otherwise that of the app.</param>
public abstract class ServerToolTests(bool asAccount = false) : IAsyncLifetime
{
    private protected ParhelionServer Server { get; private set; } = null!;

    private protected Tool Tool { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await ParhelionServer.StartAsync();
        Tool = new Tool(Server, asAccount);
    }

    public async ValueTask DisposeAsync()
    {
        Tool.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
