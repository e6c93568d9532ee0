using System.Buffers;
using System.IO.Pipelines;
using System.Text.RegularExpressions;
using Parhelion.Core.Blobs;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>
/// Copies an upload into a temporary file of this node, and removes the metadata there. The cleaned file then goes to the blob store. Uploads to apps without
/// the setting <c>attachmentsStripMetadata</c> skip this step.
/// </summary>
/// <param name="folder">The folder of temporary files, which is created if it does not exist.</param>
public sealed class UploadMetadataRemover(string folder)
{
    private const int ReadBytes = 1 << 20;

    /// <summary>Reads an upload to its end and removes its metadata.</summary>
    /// <param name="source">The bytes, which have their limit.</param>
    /// <param name="removal">What is removed.</param>
    /// <param name="mediaType">The type that the first bytes show.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="ProblemException">Status 415: the metadata cannot be removed.</exception>
    internal async Task<SpooledFile> RunAsync(PipeReader source, MetadataRemovalLevel removal, string mediaType, CancellationToken cancellationToken)
    {
        var file = Create();
        try
        {
            await file.AppendAsync(source, cancellationToken);
            Clean(file, removal, mediaType);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Copies an upload that the store has already, and removes the metadata of the copy.</summary>
    /// <inheritdoc cref="RunAsync(PipeReader, MetadataRemovalLevel, string, CancellationToken)"/>
    internal async Task<SpooledFile> RunAsync(IStagedUploadReader source, MetadataRemovalLevel removal, string mediaType)
    {
        var file = Create();
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (file.Length < source.Length)
            {
                var count = await source.ReadAsync(buffer.AsMemory(0, ReadBytes), file.Length, CancellationToken.None);
                if (count == 0) throw new PartialBlobLostException();
                file.Append(buffer.AsSpan(0, count));
            }

            Clean(file, removal, mediaType);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private SpooledFile Create()
    {
        Directory.CreateDirectory(folder);
        return new SpooledFile(folder);
    }

    private static void Clean(SpooledFile file, MetadataRemovalLevel removal, string mediaType)
    {
        try
        {
            FileMetadataCleaner.Run(file, removal, mediaType);
        }
        catch (Exception e) when (e is MetadataFormatException or RegexMatchTimeoutException)
        {
            throw new ProblemException(Problems.MetadataNotRemovable, e.Message);
        }
    }
}
