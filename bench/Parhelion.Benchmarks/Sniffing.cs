using System.IO.Compression;
using System.Text;
using BenchmarkDotNet.Attributes;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Benchmarks;

/// <summary>What the first 64 KB of a file are.</summary>
[MemoryDiagnoser]
public class Sniffing
{
    private byte[] head = [];

    [Params("png", "docx", "mp4", "txt", "unknown")]
    public string Kind { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        head = Kind switch
        {
            "png" => WithNoise([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 2, 0, 0, 0, 2, 0, 8, 6, 0, 0, 0]),
            "docx" => Document(),
            "mp4" => WithNoise([0, 0, 0, 32, .. "ftypisom"u8, 0, 0, 2, 0, .. "isomiso2avc1mp41"u8, 0, 0, 0, 8, .. "free"u8]),
            "txt" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Grüße aus München, bis bald.\n", 3000)))[..MediaTypeSniffer.HeadBytes],
            _ => WithNoise([0, 1, 2, 3]),
        };
    }

    [Benchmark]
    public string? Detect() => MediaTypeSniffer.Detect(head);

    private static byte[] WithNoise(byte[] start)
    {
        var bytes = new byte[MediaTypeSniffer.HeadBytes];
        new Random(1).NextBytes(bytes);
        start.CopyTo(bytes, 0);
        return bytes;
    }

    // A real archive, with its entries in the order that Word writes them in.
    private static byte[] Document()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "[Content_Types].xml", "_rels/.rels", "word/document.xml" })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + new string(' ', 20_000)));
            }
        }

        return stream.ToArray()[..Math.Min((int)stream.Length, MediaTypeSniffer.HeadBytes)];
    }
}
