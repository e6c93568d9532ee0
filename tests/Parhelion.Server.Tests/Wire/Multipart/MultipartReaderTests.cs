using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Tests.Wire.Multipart;

public sealed class MultipartReaderTests
{
    private const string Boundary = "xyz";

    // Pieces that look like delimiters, almost.
    private static readonly string[] Pieces =
    [
        "\r\n", "\r", "\n", "-", "--", "--xyz", "\r\n--xy", "\r\n--xyz ", "\r\n-", "\r\n--xyzz", "\r\r\n--xy", "a", "bc", "\0", "é",
    ];

    private static readonly Gen<string> Near = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]);

    private static readonly Gen<byte[]> Content = Near.Array[0, 12].Select(pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));

    [Fact]
    public void Any_chunking_gives_the_same_parts() =>
        Gen.Select(Content.Array[0, 4], Gen.Int[1, 7].Array[1, 20], Gen.Int[1, 64]).Sample(
            (contents, sizes, minimum) =>
            {
                var expected = contents.Where(IsUnambiguous).ToList();
                var body = Body(expected);
                var parts = ReadAsync(body, sizes, minimum).GetAwaiter().GetResult();
                return parts.Count == expected.Count && parts.Zip(expected).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
            },
            iter: 3000);

    [Fact]
    public void Cut_body_never_ends_well() =>
        Gen.Select(Content, Gen.Int[0, 200], Gen.Int[1, 7].Array[1, 5]).Sample(
            (content, cut, sizes) =>
            {
                if (!IsUnambiguous(content)) return true;
                var body = Body([content]);
                // Without the closing dashes; what follows them is nobody's business.
                var kept = Math.Min(cut, body.Length - 3);
                try
                {
                    ReadAsync(body[..kept], sizes, 1).GetAwaiter().GetResult();
                    return false;
                }
                catch (MultipartException)
                {
                    return true;
                }
            },
            iter: 2000);

    [Fact]
    public async Task Examined_bytes_come_again_with_more()
    {
        var pipe = new Pipe();
        var reader = new MultipartReader(pipe.Reader, Boundary, MultipartLimits.Default);
        await pipe.Writer.WriteAsync("--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\nhel"u8.ToArray(), TestContext.Current.CancellationToken);
        var part = await reader.ReadPartAsync(TestContext.Current.CancellationToken);
        var first = await part!.Content.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("hel", Encoding.ASCII.GetString(first.Buffer));
        part.Content.AdvanceTo(first.Buffer.Start, first.Buffer.End);

        var waiting = part.Content.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        Assert.False(waiting.IsCompleted);
        await pipe.Writer.WriteAsync("lo\r\n--xyz--\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();

        var second = await waiting;
        Assert.Equal("hello", Encoding.ASCII.GetString(second.Buffer));
        part.Content.AdvanceTo(second.Buffer.End);
        Assert.Null(await reader.ReadPartAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("form-data; name=\"source\"; filename=\"a.png\"", "a.png")]
    [InlineData("form-data; name=source; filename=a.png", "a.png")]
    [InlineData("FORM-DATA;name=\"source\";FILENAME=\"a.png\"", "a.png")]
    [InlineData("form-data; filename=\"a.png\"; name=\"source\"", "a.png")]
    [InlineData("form-data; name=\"source\"; filename=\"a%22b%0D%0A.png\"", "a\"b\r\n.png")]
    [InlineData("form-data; name=\"source\"; filename=\"a\\\"b.png\"", "a\"b.png")]
    [InlineData("form-data; name=\"source\"; filename=\"50%.png\"", "50%.png")]
    [InlineData("form-data; name=\"source\"; filename=\"C:\\dir\\a.png\"", "C:\\dir\\a.png")]
    [InlineData("form-data; name=\"source\"; filename=\"C:\\dir\\\"", "C:\\dir\\")]
    [InlineData("form-data; name=\"source\"; filename=\"a;b=c.png\"", "a;b=c.png")]
    [InlineData("form-data; name=\"source\"; filename=\"日本語 😀.png\"", "日本語 😀.png")]
    [InlineData("form-data; name=\"source\"; filename*=UTF-8''na%C3%AFve.png", "naïve.png")]
    [InlineData("form-data; name=\"source\"; filename=\"x.png\"; filename*=utf-8'en'na%C3%AFve.png", "naïve.png")]
    [InlineData("form-data; name=\"source\"; filename*=iso-8859-1''na%EFve.png", "naïve.png")]
    [InlineData("form-data; name=\"source\"; filename=\"x.png\"; filename*=UTF-8''%ZZ.png", "x.png")]
    [InlineData("form-data; name=\"source\"; filename=\"=?UTF-8?B?bmHDr3ZlLnBuZw==?=\"", "naïve.png")]
    [InlineData("form-data; name=\"source\"; filename=\"=?UTF-8?Q?na=C3=AFve?= =?utf-8?q?_x.png?=\"", "naïve x.png")]
    [InlineData("form-data; name=\"source\"; filename=\"=?broken?=.png\"", "=?broken?=.png")]
    [InlineData("form-data; name=\"source\"", null)]
    public void File_name_is_read_as_it_was_meant(string disposition, string? expected)
    {
        var found = FormDataDisposition.Parse(Encoding.UTF8.GetBytes(disposition));

        Assert.Equal("source", found.Name);
        Assert.Equal(expected, found.FileName);
    }

    [Fact]
    public void Latin1_bytes_are_read_where_they_are_no_utf8()
    {
        var found = FormDataDisposition.Parse(Encoding.Latin1.GetBytes("form-data; name=\"source\"; filename=\"naïve.png\""));

        Assert.Equal("naïve.png", found.FileName);
    }

    [Theory]
    [InlineData("attachment; name=\"source\"")]
    [InlineData("form-data")]
    [InlineData("form-data; filename=\"a.png\"")]
    [InlineData("form-data; name=\"a\"; name=\"b\"")]
    [InlineData("form-data; name=\"source\"; filename=\"a.png\"; filename=\"b.png\"")]
    [InlineData("form-data; name=\"source")]
    [InlineData("form-data; name=\"source\" filename=\"a.png\"")]
    [InlineData("form-data; name")]
    public void Ambiguous_disposition_is_refused(string disposition) =>
        Assert.Throws<MultipartException>(() => FormDataDisposition.Parse(Encoding.UTF8.GetBytes(disposition)));

    [Theory]
    [InlineData("multipart/form-data; boundary=abc", "abc", "None")]
    [InlineData("Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", "a b", "None")]
    [InlineData("multipart/form-data; boundary=\"a \"", "", "BadBoundary")]
    [InlineData("multipart/form-data; boundary=a<b", "", "BadBoundary")]
    [InlineData("multipart/form-data", "", "BadBoundary")]
    [InlineData("multipart/mixed; boundary=abc", "", "NotMultipart")]
    [InlineData("", "", "NotMultipart")]
    [InlineData(null, "", "NotMultipart")]
    public void Boundary_is_taken_or_refused(string? contentType, string expected, string fault)
    {
        Assert.Equal(fault == "None", MultipartBoundary.TryParse(contentType, out var boundary, out var found));
        Assert.Equal(expected, boundary);
        Assert.Equal(fault, found.ToString());
    }

    // A content that holds a delimiter ends there, rightly; such a form says something else.
    private static bool IsUnambiguous(byte[] content)
    {
        var text = "\r\n" + Encoding.Latin1.GetString(content) + "\r\n";
        for (var at = text.IndexOf("\r\n--xyz", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\r\n--xyz", at + 1, StringComparison.Ordinal))
        {
            var rest = text[(at + 7)..];
            var line = rest.TrimStart(' ', '\t');
            if (at > 0 && (rest.StartsWith("--", StringComparison.Ordinal) || line.StartsWith("\r\n", StringComparison.Ordinal) || line.StartsWith('\n') || line.Length == 0)) return false;
        }

        return true;
    }

    private static byte[] Body(IReadOnlyList<byte[]> contents)
    {
        using var body = new MemoryStream();
        foreach (var content in contents)
        {
            body.Write("--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f.bin\"\r\n\r\n"u8);
            body.Write(content);
            body.Write("\r\n"u8);
        }

        body.Write("--xyz--\r\n"u8);
        return body.ToArray();
    }

    private static async Task<List<byte[]>> ReadAsync(byte[] body, int[] sizes, int minimum)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0, readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline));
        var reading = ReadPartsAsync(new MultipartReader(pipe.Reader, Boundary, MultipartLimits.Default), minimum);
        for (int at = 0, round = 0; at < body.Length; round++)
        {
            var size = Math.Min(sizes[round % sizes.Length], body.Length - at);
            await pipe.Writer.WriteAsync(body.AsMemory(at, size));
            at += size;
        }

        await pipe.Writer.CompleteAsync();
        return await reading;
    }

    private static async Task<List<byte[]>> ReadPartsAsync(MultipartReader reader, int minimum)
    {
        var parts = new List<byte[]>();
        while (await reader.ReadPartAsync(default) is { } part)
        {
            using var content = new MemoryStream();
            while (true)
            {
                var read = await part.Content.ReadAtLeastAsync(minimum);
                foreach (var segment in read.Buffer) content.Write(segment.Span);
                part.Content.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }

            parts.Add(content.ToArray());
        }

        return parts;
    }
}
