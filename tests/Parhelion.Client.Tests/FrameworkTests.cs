using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>The client on the oldest framework that it supports, in a process of its own.</summary>
public sealed class FrameworkTests
{
    [Fact]
    public async Task The_client_runs_on_the_runtime_of_NET_8()
    {
        await using var server = await ParhelionServer.StartAsync();

        // The folder has the name of the platform, because the program brings its runtime.
        var built = Assert.Single(Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Client.Net8"), "release_*"));

        var said = await Programs.Start(Path.Combine(built, "Parhelion.Client.Net8")).With(server).RunAsync();

        Assert.Equal("8: hello from .NET 8, Ada, 0, 1, 404\n", said);
    }
}
