using System.Buffers;
using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading.Resumable;

/// <summary>
/// Checks by the first bytes of an upload whether its type is accepted. The check runs when 64 KiB have arrived, or at the end of a shorter upload. Until then,
/// a buffer of 64 KiB collects the bytes.
/// </summary>
internal sealed class FirstBytesChecker(FileValidator rules, FileName name) : IDisposable
{
    private byte[]? bytes = ArrayPool<byte>.Shared.Rent(MediaTypeSniffer.HeadBytes);
    private int count;

    /// <summary>The result of the check; <c>null</c> while there are too few bytes.</summary>
    public FileVerdict? Verdict { get; private set; }

    /// <summary>Checks the file as soon as there are enough bytes.</summary>
    /// <exception cref="Protocol.ProblemException">Status 415: the file is refused.</exception>
    public void Append(ReadOnlySequence<byte> more)
    {
        if (bytes is null) return;
        var taken = (int)Math.Min(more.Length, MediaTypeSniffer.HeadBytes - count);
        more.Slice(0, taken).CopyTo(bytes.AsSpan(count));
        count += taken;
        if (count == MediaTypeSniffer.HeadBytes) Judge();
    }

    /// <summary>Checks the bytes that have been collected, because no more bytes will come.</summary>
    /// <exception cref="Protocol.ProblemException">Status 415: the file is refused.</exception>
    public FileVerdict Finish()
    {
        if (Verdict is null) Judge();
        return Verdict!.Value;
    }

    /// <summary>Reads the first bytes of a whole upload and checks them.</summary>
    /// <exception cref="Protocol.ProblemException">Status 415: the file is refused.</exception>
    public async ValueTask<FileVerdict> FinishAsync(IStagedUploadReader whole)
    {
        count = await whole.ReadAsync(bytes.AsMemory(0, (int)Math.Min(whole.Length, MediaTypeSniffer.HeadBytes)), 0, CancellationToken.None);
        return Finish();
    }

    /// <summary>Reads the first bytes of an upload that is being received, and checks them if they suffice.</summary>
    /// <exception cref="Protocol.ProblemException">Status 415: the file is refused.</exception>
    public async ValueTask JudgeAsync(IPartialBlobWriter writer)
    {
        count = await writer.ReadStartAsync(bytes.AsMemory(0, MediaTypeSniffer.HeadBytes));
        if (count == MediaTypeSniffer.HeadBytes) Judge();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (bytes is not null) ArrayPool<byte>.Shared.Return(bytes);
        bytes = null;
    }

    private void Judge()
    {
        Verdict = FileRefusalProblems.Require(rules.JudgeContent(name, bytes.AsSpan(0, count)));
        Dispose();
    }
}
