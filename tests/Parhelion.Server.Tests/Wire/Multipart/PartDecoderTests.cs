using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Tests.Wire.Multipart;

/// <summary>Parts in an encoding are decoded as they come, in whatever pieces they come.</summary>
public sealed class PartDecoderTests
{
    private static readonly Gen<int[]> Sizes = Gen.Int[1, 9].Array[1, 12];

    [Fact]
    public void Base64_in_any_pieces_and_lines_gives_the_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 80], Sizes).Sample(
            (bytes, line, sizes) =>
            {
                var written = string.Join("\r\n", Convert.ToBase64String(bytes).Chunk(line).Select(chunk => new string(chunk)));
                return Decode(ContentTransferEncoding.Base64, written, sizes).AsSpan().SequenceEqual(bytes);
            },
            iter: 2000);

    [Fact]
    public void Quoted_printable_in_any_pieces_gives_the_bytes() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[4, 76], Sizes).Sample(
            (bytes, line, sizes) => Decode(ContentTransferEncoding.QuotedPrintable, Quote(bytes, line), sizes).AsSpan().SequenceEqual(bytes), iter: 2000);

    [Theory]
    [InlineData("a=3Db", "a=b")]
    [InlineData("a=3db", "a=b")]
    [InlineData("one=\r\ntwo=\nthree", "onetwothree")]
    [InlineData("one= \t \r\ntwo", "onetwo")]
    [InlineData("trailing  \t\r\nblanks \nhere ", "trailing\r\nblanks\nhere")]
    [InlineData("in  between", "in  between")]
    [InlineData("end=", "end")]
    [InlineData("", "")]
    public void Quoted_printable_is_read_by_the_rule(string written, string expected)
    {
        for (var size = 1; size <= 5; size++) Assert.Equal(expected, Encoding.UTF8.GetString(Decode(ContentTransferEncoding.QuotedPrintable, written, [size])));
    }

    [Theory]
    [InlineData("Base64", "aGVsbG8")]
    [InlineData("Base64", "aGVsbG8==")]
    [InlineData("Base64", "aGVs=bG8=")]
    [InlineData("Base64", "aGVsbG8=aGVsbG8=")]
    [InlineData("Base64", "aGVs!G8=")]
    [InlineData("Base64", "====")]
    [InlineData("Base64", "aGVsbG8\u0000")]
    [InlineData("QuotedPrintable", "=G0")]
    [InlineData("QuotedPrintable", "=0G")]
    [InlineData("QuotedPrintable", "=0")]
    [InlineData("QuotedPrintable", "= x")]
    [InlineData("QuotedPrintable", "=\rx")]
    public void What_is_malformed_is_refused(string encoding, string written)
    {
        for (var size = 1; size <= 4; size++) Assert.Throws<MultipartException>(() => Decode(Enum.Parse<ContentTransferEncoding>(encoding), written, [size]));
    }

    [Fact]
    public void Endless_blanks_are_refused() =>
        Assert.Throws<MultipartException>(() => Decode(ContentTransferEncoding.QuotedPrintable, new string(' ', 2000), [7]));

    // What is decoded waits only for the next read.
    [Fact]
    public async Task A_long_part_takes_little_memory()
    {
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 128 * 1024, resumeWriterThreshold: 64 * 1024, useSynchronizationContext: false));
        var content = FormPartDecodingReader.Of(body.Reader, ContentTransferEncoding.Base64);
        const int Blocks = 600;
        var block = Encoding.ASCII.GetBytes(Convert.ToBase64String(new byte[48 * 1024]));
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < Blocks; i++) await body.Writer.WriteAsync(block, TestContext.Current.CancellationToken);
            await body.Writer.CompleteAsync();
        });

        long length = 0;
        while (await content.ReadAsync(TestContext.Current.CancellationToken) is var read && !(read.IsCompleted && read.Buffer.IsEmpty))
        {
            Assert.InRange(read.Buffer.Length, 0, 256 * 1024);
            length += read.Buffer.Length;
            content.AdvanceTo(read.Buffer.End);
        }

        await writing;
        Assert.Equal(Blocks * 48 * 1024, length);
    }

    private static byte[] Decode(ContentTransferEncoding encoding, string written, int[] sizes) => DecodeAsync(encoding, Encoding.Latin1.GetBytes(written), sizes).GetAwaiter().GetResult();

    private static async Task<byte[]> DecodeAsync(ContentTransferEncoding encoding, byte[] written, int[] sizes)
    {
        var body = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var content = FormPartDecodingReader.Of(body.Reader, encoding);
        var writing = Task.Run(async () =>
        {
            for (int at = 0, i = 0; at < written.Length; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], written.Length - at);
                await body.Writer.WriteAsync(written.AsMemory(at, size));
                at += size;
            }

            await body.Writer.CompleteAsync();
        });
        var all = new List<byte>();
        while (true)
        {
            var read = await content.ReadAsync();
            foreach (var piece in read.Buffer) all.AddRange(piece.Span);
            content.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted) continue;
            await writing;
            return [.. all];
        }
    }

    private static string Quote(byte[] bytes, int line)
    {
        var text = new StringBuilder();
        var column = 0;
        foreach (var value in bytes)
        {
            var token = value is > 32 and < 127 and not (byte)'=' ? ((char)value).ToString() : $"={value:X2}";
            if (column + token.Length >= line)
            {
                text.Append("=\r\n");
                column = 0;
            }

            text.Append(token);
            column += token.Length;
        }

        return text.ToString();
    }
}
