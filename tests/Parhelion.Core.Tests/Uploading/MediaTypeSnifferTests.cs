using System.Text;
using CsCheck;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

public class MediaTypeSnifferTests
{
    /// <summary>Starts of real formats, so that random bytes behind them reach every reader of insides.</summary>
    private static readonly byte[][] Starts =
    [
        [], [.. "PK\u0003\u0004"u8], [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], [0, 0, 0, 0x20, .. "ftyp"u8], [.. "OggS\0\u0002"u8],
        [0x1A, 0x45, 0xDF, 0xA3], [.. "RIFF"u8], [.. "ID3\u0003\0\0"u8], [0xFF, 0xFB, 0x90], [0xFF, 0xF1, 0x50], [0x47], [0xFF, 0xFE],
        [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [.. "<!--"u8], [.. "<?xml"u8], [.. "<!DOCTYPE x ["u8], [.. "<a:"u8], [0xCA, 0xFE, 0xBA, 0xBE],
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, 0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C],
    ];

    [Fact]
    public void Arbitrary_bytes_never_throw()
    {
        Gen.Select(Gen.OneOf(Starts), Gen.Byte.Array[0, 700])
            .Sample((start, rest) =>
            {
                _ = MediaTypeSniffer.Detect([.. start, .. rest]);
                return true;
            });
    }

    [Fact]
    public void Damaged_samples_never_throw()
    {
        var samples = AllowedFileTypes.DefaultExtensions.Select(Samples.Read).ToArray();
        Gen.Select(Gen.OneOf(samples), Gen.Int[0, 2000], Gen.Byte, Gen.Double.Unit)
            .Sample((sample, at, value, part) =>
            {
                var damaged = (byte[])sample.Clone();
                damaged[at % damaged.Length] = value;
                _ = MediaTypeSniffer.Detect(damaged.AsSpan(0, (int)(part * damaged.Length)));
                return true;
            });
    }

    [Fact]
    public void Bytes_after_the_head_change_nothing()
    {
        var samples = AllowedFileTypes.DefaultExtensions.Select(Samples.Read).ToArray();
        Gen.Select(Gen.OneOf(samples), Gen.Byte, Gen.Byte.Array[1, 100])
            .Sample(
                (sample, filler, tail) =>
                {
                    var head = new byte[MediaTypeSniffer.HeadBytes];
                    Array.Fill(head, filler);
                    sample.AsSpan(0, Math.Min(sample.Length, head.Length)).CopyTo(head);
                    return MediaTypeSniffer.Detect(head) == MediaTypeSniffer.Detect([.. head, .. tail]);
                },
                iter: 50);
    }

    [Fact]
    public void Looking_allocates_nothing()
    {
        var samples = AllowedFileTypes.DefaultExtensions.Select(Samples.Read).ToArray();
        foreach (var sample in samples)
            _ = MediaTypeSniffer.Detect(sample);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var sample in samples)
            _ = MediaTypeSniffer.Detect(sample);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0\0\0", "application/x-dosexec")]
    [InlineData("\u007FELF\u0002\u0001\u0001\0", "application/x-executable")]
    [InlineData("\u00CF\u00FA\u00ED\u00FE\u0007\0\0\u0001", "application/x-mach-binary")]
    [InlineData("\u00CE\u00FA\u00ED\u00FE\u0007\0\0\0", "application/x-mach-binary")]
    [InlineData("\u00FE\u00ED\u00FA\u00CE\0\0\0\u0012", "application/x-mach-binary")]
    [InlineData("\u00FE\u00ED\u00FA\u00CF\0\0\0\u0012", "application/x-mach-binary")]
    [InlineData("\u00CA\u00FE\u00BA\u00BE\0\0\0\u0002", "application/x-mach-binary")]
    [InlineData("\u00CA\u00FE\u00BA\u00BE\0\0\0\u0034", "application/java-vm")]
    [InlineData("\0asm\u0001\0\0\0", "application/wasm")]
    [InlineData("Rar!\u001A\u0007\u0001\0", "application/vnd.rar")]
    [InlineData("\u001F\u008B\u0008\0", "application/gzip")]
    [InlineData("\u00FD7zXZ\0", "application/x-xz")]
    [InlineData("BZh91AY&SY\0\0", "application/x-bzip2")]
    [InlineData("8BPS\0\u0001\0\0", "image/vnd.adobe.photoshop")]
    [InlineData("\0\0\u0001\0\u0001\0\u0010\u0010\0\0\u0001\0\u0020\0\u0068\u0004\0\0\u0016\0\0\0", "image/vnd.microsoft.icon")]
    [InlineData("fLaC\0\0\0\u0022", "audio/flac")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1avif", "image/avif")]
    [InlineData("\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", "image/heif")]
    [InlineData("\0\0\0\u0018ftypXXXX\0\0\0\0XXXXmp42", "video/mp4")]
    [InlineData("\0\0\0\u0008wide\0\0\0\u0008mdat", "video/quicktime")]
    [InlineData("\u001A\u0045\u00DF\u00A3\u009F\u0042\u0086\u0081\u0001\u0042\u0082\u0088matroska", "video/x-matroska")]
    [InlineData("L\0\0\0\u0001\u0014\u0002\0\0\0\0\0", "application/x-ms-shortcut")]
    [InlineData("PK\u0005\u0006\0\0\0\0", "application/zip")]
    [InlineData("\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1", "application/x-ole-storage")]
    [InlineData("junk\u0001\r\n%PDF-1.4\n", "application/pdf")]
    [InlineData("II*\0\u0010\0\0\0CR\u0002\0", "image/x-canon-cr2")]
    [InlineData("\0\u0001\u0002\u0003\u0004", null)]
    [InlineData("", null)]
    public void Binary_formats_are_called_by_their_name(string latin1, string? expected) =>
        Assert.Equal(expected, MediaTypeSniffer.Detect(Encoding.Latin1.GetBytes(latin1)));

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "text/html")]
    [InlineData("\uFEFF \r\n\t<HTML lang=en>", "text/html")]
    [InlineData("<!-- a --> <!-- b --><body>", "text/html")]
    [InlineData("<!-- never closed <svg>", "text/html")]
    [InlineData("<script>alert(1)</script>", "text/html")]
    [InlineData("<a href=x>", "text/html")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0//EN' 'x'><html>", "application/xhtml+xml")]
    [InlineData("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "application/xhtml+xml")]
    [InlineData("<?xml version='1.0'?><h:html xmlns:h='http://www.w3.org/1999/xhtml'>", "application/xhtml+xml")]
    [InlineData("<x xmlns='http://www.w3.org/1999/xhtml'>", "application/xhtml+xml")]
    [InlineData("<?php echo 1;", "text/x-php")]
    [InlineData("\n<?= 1 ?>", "text/x-php")]
    [InlineData("#!/bin/sh\nrm -rf /", "text/x-shellscript")]
    [InlineData("\uFEFF#!/usr/bin/env python3", "text/x-shellscript")]
    [InlineData("@ECHO OFF\r\ndel *", "text/x-msdos-batch")]
    [InlineData("%!PS-Adobe-3.0\n", "application/postscript")]
    [InlineData(@"{\rtf1\ansi", "application/rtf")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?>\n<!-- Made by hand -->\n<svg:svg xmlns:svg='x'>", "image/svg+xml")]
    [InlineData("<!-- Made by hand --><svg>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'a' 'b' [ <!ENTITY x 'y'> ]><svg>", "image/svg+xml")]
    [InlineData("<?xml version='1.0'?><!-- c -->", "application/xml")]
    [InlineData("<?xml version='1.0'?><title>An element of somebody's own</title>", "application/xml")]
    [InlineData("<note><to>you</to></note>", "application/xml")]
    [InlineData("BEGIN:VCARD\r\n", "text/vcard")]
    [InlineData("begin:vcalendar\r\n", "text/calendar")]
    [InlineData("Return-Path: <a@example.org>\r\n", "message/rfc822")]
    [InlineData("See <b>this</b> and <script>that</script>", "text/plain")]
    [InlineData("<134>Jan  1 00:00:00 host app: hello", "text/plain")]
    [InlineData("<3 you", "text/plain")]
    [InlineData("MZ are my initials", "text/plain")]
    [InlineData("ID3 tags are text too", "text/plain")]
    [InlineData("RIFF and more RIFF", "text/plain")]
    [InlineData("\u001B[31mred\u001B[0m", "text/plain")]
    [InlineData("日本語 Ελληνικά العربية 👩‍👩‍👧", "text/plain")]
    public void Text_is_told_by_its_start(string text, string expected)
    {
        Assert.Equal(expected, MediaTypeSniffer.Detect(Encoding.UTF8.GetBytes(text)));

        var withoutMark = text.TrimStart('\uFEFF');
        Assert.Equal(expected, MediaTypeSniffer.Detect([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(withoutMark)]));
        Assert.Equal(expected, MediaTypeSniffer.Detect([0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(withoutMark)]));
    }

    [Fact]
    public void Legacy_encodings_are_text()
    {
        Assert.Equal("text/plain", MediaTypeSniffer.Detect([.. "caf"u8, 0xE9, (byte)'\n'])); // Latin-1
        Assert.Equal("text/plain", MediaTypeSniffer.Detect([0x93, (byte)'q', 0x94, 0x80])); // Windows-1252
        Assert.Equal("text/plain", MediaTypeSniffer.Detect([0x93, 0xFA, 0x96, 0x7B])); // Shift JIS
    }

    [Fact]
    public void Web_page_with_binary_bytes_behind_its_start_is_still_one() =>
        Assert.Equal("text/html", MediaTypeSniffer.Detect("<html><body>\0\u0001\u0002"u8));
}
