using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Parhelion.Server.Wire;

/// <summary>The body of a request, for a reader that does slow things with it: writes to a disk, computes. Whoever waits for more of it goes on
/// with a thread of the pool and not with that of the network.</summary>
internal sealed class PooledBody(PipeReader inner) : PipeReader, IRequestBodyPipeFeature
{
    /// <inheritdoc />
    public PipeReader Reader => this;

    /// <summary>Puts it in the place of the request's body.</summary>
    public static void Use(HttpContext http) =>
        http.Features.Set<IRequestBodyPipeFeature>(new PooledBody(http.Request.BodyReader));

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(cancellationToken);
        return reading.IsCompleted ? reading : SwitchAsync(reading);
    }

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    /// <inheritdoc />
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc />
    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken)
    {
        var reading = inner.ReadAtLeastAsync(minimumSize, cancellationToken);
        return reading.IsCompleted ? reading : SwitchAsync(reading);
    }

    private static async ValueTask<ReadResult> SwitchAsync(ValueTask<ReadResult> reading)
    {
        try
        {
            return await reading;
        }
        finally
        {
            await PoolThread.SwitchAsync();
        }
    }
}
