using System.IO.Pipelines;

namespace Parhelion.Core.Tests.Uploading.Resumable;

/// <summary>A request body whose bytes a test sends, and which it ends or breaks off.</summary>
internal sealed class BodyInHand
{
    private readonly Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));

    public PipeReader Reader => pipe.Reader;

    /// <summary>Sends bytes, and returns when the reader has consumed them.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await pipe.Writer.WriteAsync(bytes);

    public void End() => pipe.Writer.Complete();

    /// <summary>Breaks the body off, after the reader has consumed what was sent.</summary>
    public void Break() => pipe.Writer.Complete(new IOException("The connection was reset."));
}
