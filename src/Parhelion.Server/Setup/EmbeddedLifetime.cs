namespace Parhelion.Server.Setup;

/// <summary>The host lifetime of a server that shares its process with another program. This lifetime ignores the signals SIGTERM and Ctrl+C, because they are
/// meant for the whole process.</summary>
/// <remarks>With the console lifetime of .NET, these signals would stop only the server, and the process would live on.</remarks>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
