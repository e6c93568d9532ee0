namespace Parhelion.Server.Setup;

/// <summary>The host lifetime of a server that shares its process with another program. The lifetime leaves SIGTERM and Ctrl+C to the process. The console
/// lifetime of .NET would stop only the server, and the process would live on.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
