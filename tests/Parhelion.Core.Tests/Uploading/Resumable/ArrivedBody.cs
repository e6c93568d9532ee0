using System.IO.Pipelines;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>A request body whose bytes have arrived at the moment when its reader is cancelled.</summary>
internal sealed class ArrivedBody(ReadOnlyMemory<byte> bytes) : PipeReader
{
    private ReadOnlyMemory<byte> left = bytes;
    private bool isCancelled;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            isCancelled = true;
        }

        throw new InvalidOperationException("Never reached.");
    }

    public override bool TryRead(out ReadResult result)
    {
        result = new ReadResult(new(left), isCanceled: false, isCompleted: false);
        return isCancelled && !left.IsEmpty;
    }

    public override void AdvanceTo(SequencePosition consumed) => left = default;

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => left = default;

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
