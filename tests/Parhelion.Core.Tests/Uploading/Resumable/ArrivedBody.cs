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
            if (!isCancelled || left.IsEmpty) await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            isCancelled = true;
        }

        return new ReadResult(new(left), isCanceled: false, isCompleted: false);
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    public override void AdvanceTo(SequencePosition consumed) => left = default;

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => left = default;

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
