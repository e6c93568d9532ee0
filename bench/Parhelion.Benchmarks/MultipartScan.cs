using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using BenchmarkDotNet.Attributes;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Benchmarks;

/// <summary>A form with a file of 1 MB, in segments of 4 KB as Kestrel's are: from its first byte to its last.</summary>
[MemoryDiagnoser]
public class MultipartScan
{
    private const string Boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
    private const int FileBytes = 1024 * 1024;
    private const int SegmentBytes = 4096;

    private ReadOnlySequence<byte> form;

    /// <summary>What the file is made of.</summary>
    public enum FileContent
    {
        /// <summary>As a picture or a video is.</summary>
        Noise,

        /// <summary>Line breaks with the beginning of a delimiter behind them.</summary>
        NearMisses,
    }

    [Params(FileContent.Noise, FileContent.NearMisses)]
    public FileContent Content { get; set; }

    /// <summary>Whether the closing delimiter lies across the end of a segment.</summary>
    [Params(false, true)]
    public bool Straddles { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var head = Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"source\"; filename=\"photo.png\"\r\nContent-Type: image/png\r\n\r\n");
        var tail = Encoding.ASCII.GetBytes($"\r\n--{Boundary}--\r\n");
        // The delimiter begins a segment, or its first half ends one.
        var past = Straddles ? SegmentBytes - (tail.Length / 2) : 0;
        var whole = FileBytes - ((FileBytes + head.Length) % SegmentBytes);
        byte[] body = [.. head, .. Fill(whole + past), .. tail];
        form = Segment.Split(body, SegmentBytes);
    }

    [Benchmark]
    public async Task<long> Read()
    {
        var reader = new MultipartReader(PipeReader.Create(form), Boundary, MultipartLimits.Default);
        long length = 0;
        while (await reader.ReadPartAsync(CancellationToken.None) is { } part)
        {
            while (true)
            {
                var read = await part.Content.ReadAsync(CancellationToken.None);
                length += read.Buffer.Length;
                part.Content.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }

        return length;
    }

    private byte[] Fill(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        var miss = Encoding.ASCII.GetBytes($"\r\n--{Boundary[..^1]}");
        for (var at = 0; Content == FileContent.NearMisses && at + miss.Length < length; at += miss.Length) miss.CopyTo(bytes, at);
        return bytes;
    }
}
