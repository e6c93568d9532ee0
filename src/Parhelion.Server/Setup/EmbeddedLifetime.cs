namespace Parhelion.Server.Setup;

/// <summary>The host lifetime of a server that shares its process with another program. It does not react to SIGTERM and Ctrl+C, which are for the whole
/// process.</summary>
/// <remarks>The console lifetime of .NET would stop only the server on these signals, and the process would live on.</remarks>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
