using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Parhelion.Core.Blobs;

/// <summary>Computes the SHA-256 of an open blob, or of an open range of a blob. Also copies an open blob into a pipe.</summary>
internal static class BlobHasher
{
    /// <summary>Computes the SHA-256 of the opened range. Uses the same amount of memory for any size.</summary>
    public static async Task<byte[]> OfAsync(OpenBlob blob, CancellationToken cancellationToken)
    {
        var pipe = new Pipe();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var filling = FillAsync(blob, pipe.Writer, cancellationToken);
        while (true)
        {
            var read = await pipe.Reader.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer) hash.AppendData(segment.Span);
            pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        await filling;
        return hash.GetHashAndReset();
    }

    /// <summary>Writes a blob into a pipe and completes the writer, with the exception if reading the blob failed. Returns that exception, or
    /// <c>null</c>.</summary>
    public static async Task<Exception?> FillAsync(OpenBlob blob, PipeWriter writer, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await blob.CopyToAsync(writer, cancellationToken);
        }
        catch (Exception e)
        {
            fault = e;
        }

        await writer.CompleteAsync(fault);
        return fault;
    }
}
