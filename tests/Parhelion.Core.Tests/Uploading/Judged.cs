using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Judges files as an upload does: by their start, and by the whole where that is asked for.</summary>
internal static class Judged
{
    private static readonly FileValidator Rules = new(AllowedFileTypes.Default);

    public static FileVerdict Judge(string name, byte[] bytes) => Judge(Rules, name, bytes, out _);

    /// <summary>The same with other rules; tells how often the whole was read.</summary>
    public static FileVerdict Judge(FileValidator rules, string name, byte[] bytes, out int reads)
    {
        Assert.True(FileName.TryParse(name, out var parsed));
        var verdict = rules.JudgeContent(parsed, bytes.AsSpan(0, Math.Min(bytes.Length, MediaTypeSniffer.HeadBytes)));
        var staged = new Staged(bytes);
        if (verdict.NeedsWhole)
        {
            // Memory is read at once.
            verdict = rules.JudgeWholeAsync(parsed, staged, TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
        }

        reads = staged.Reads;
        return verdict;
    }

    private sealed class Staged(byte[] bytes) : IStagedUploadReader
    {
        public int Reads { get; private set; }

        public long Length => bytes.Length;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
        {
            Reads++;
            Assert.InRange(buffer.Length, 0, 64 * 1024);
            var count = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer.Span);
            return new(count);
        }
    }
}
