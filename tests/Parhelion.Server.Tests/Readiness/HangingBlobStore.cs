using Parhelion.Core.Blobs;

namespace Parhelion.Server.Tests.Readiness;

/// <summary>A store whose checks end when the test says so.</summary>
internal sealed class HangingBlobStore(IBlobStore inner) : WrappedBlobStore(inner)
{
    private int checks;

    /// <summary>What checks wait for. Nothing while the server starts, since it does not start on a store that hangs.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Checks that were begun.</summary>
    public int Checks => checks;

    public override async Task CheckAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref checks);
        await Gate.WaitAsync(cancellationToken);
        await base.CheckAsync(cancellationToken);
    }
}
