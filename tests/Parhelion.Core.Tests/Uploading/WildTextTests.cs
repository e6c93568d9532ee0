using System.Text;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Texts as programs write them: in any encoding, with stray control characters, and with a charset that is claimed only where it is true.</summary>
public class WildTextTests
{
    [Theory]
    [InlineData("a,\"b\u000bc\"", "csv")]
    [InlineData("a,\"b\u000bc\"", "txt")]
    [InlineData("hello\r\n\u001a", "txt")]
    [InlineData("hello\r\n\u001a", "log")]
    [InlineData("10%\b\b", "log")]
    [InlineData("ding\a", "txt")]
    [InlineData("MZ and ZM are my initials\u001a", "txt")]
    [InlineData("CWS;FWS;ZWS\u000b", "csv")]
    [InlineData("1001\u0001Ada\u00012026-01-01\n1002\u0001Bob\u00012026-01-02\n", "csv")]
    public void Stray_control_character_does_not_make_a_text_binary(string text, string extension)
    {
        Assert.True(Judged.Judge($"x.{extension}", Encoding.UTF8.GetBytes(text)).IsAccepted);
        Assert.True(Judged.Judge($"x.{extension}", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)]).IsAccepted);
        Assert.True(Judged.Judge($"x.{extension}", Encoding.Unicode.GetBytes(text)).IsAccepted);
    }

    [Fact]
    public void Zeros_that_a_crash_left_do_not_make_a_text_binary()
    {
        byte[] log = [.. "line\n"u8, .. new byte[64], .. "line\n"u8];

        Assert.Equal("text/plain", Judged.Judge("x.log", log).MediaType);
        Assert.Equal("text/plain", Judged.Judge("x.log", [.. new byte[4096], .. "line\n"u8]).MediaType);
        Assert.Equal("text/plain", Judged.Judge("x.log", [.. "2026-01-01 first\n"u8, .. new byte[200_000]]).MediaType);
    }

    [Theory]
    [InlineData("表,計\r\n\u000b", "shift_jis")]
    [InlineData("Привет\r\n\u001a", "windows-1251")]
    [InlineData("naïve café\u001a", "windows-1252")]
    public void Stray_control_character_passes_in_old_encodings_too(string text, string encoding) =>
        Assert.Equal("text/plain", Judged.Judge("x.txt", Old(text, encoding)).MediaType);

    [Theory]
    [InlineData("csv", "text/csv")]
    [InlineData("txt", "text/plain")]
    [InlineData("xml", "application/xml")]
    [InlineData("eml", "message/rfc822")]
    public void Utf16_without_a_mark_is_text(string extension, string expected)
    {
        Assert.Equal(expected, Judged.Judge($"x.{extension}", Encoding.Unicode.GetBytes("a;b\r\n1;2\r\n")).MediaType);
        Assert.Equal(expected, Judged.Judge($"x.{extension}", Encoding.BigEndianUnicode.GetBytes("a;b\r\n1;2\r\n")).MediaType);
        Assert.Equal(expected, Judged.Judge($"x.{extension}", Encoding.Unicode.GetBytes("名前;年齢\r\n太郎;12\r\n")).MediaType);
    }

    [Fact]
    public void Utf32_with_a_mark_is_text()
    {
        Assert.Equal("text/plain", Judged.Judge("x.txt", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("héllo")]).MediaType);
        Assert.Equal("text/html", MediaTypeSniffer.Detect([0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("<script>")]));
    }

    [Fact]
    public void Utf32_without_a_mark_and_korean_in_seven_bits_are_text()
    {
        Assert.Equal("text/plain", Judged.Judge("x.txt", Encoding.UTF32.GetBytes("héllo, wörld 日本")).MediaType);
        Assert.Equal("text/plain", Judged.Judge("x.txt", new UTF32Encoding(bigEndian: true, byteOrderMark: false).GetBytes("héllo, wörld")).MediaType);
        Assert.Null(Judged.Judge("x.txt", Encoding.UTF32.GetBytes("hello, world")).Charset);
        var korean = Judged.Judge("x.txt", [.. "\u001B$)C\u000E?*;g@{\u000F \u000E?9<v\u000F \u000E?,18@Z5i@:\u000F "u8]);
        Assert.Equal("text/plain", korean.MediaType);
        Assert.Null(korean.Charset);
    }

    [Fact]
    public void Web_page_in_utf16_without_a_mark_is_still_one()
    {
        Assert.Equal("text/html", MediaTypeSniffer.Detect(Encoding.Unicode.GetBytes("<html><script>alert(1)</script>")));
        Assert.Equal("text/html", MediaTypeSniffer.Detect([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(new string(' ', 5000) + "<html><script>")]));
        Assert.Equal("text/x-shellscript", MediaTypeSniffer.Detect(Encoding.BigEndianUnicode.GetBytes("#!/bin/sh\nid\n")));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(64 * 1024)]
    public void Noise_is_no_text(int length)
    {
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var noise = new byte[length];
            random.NextBytes(noise);
            noise[0] = 1;
            Assert.Null(MediaTypeSniffer.Detect(noise));
        }
    }

    [Fact]
    public void Records_of_numbers_are_no_text()
    {
        var samples = new byte[20_000];
        for (var at = 0; at < samples.Length; at += 2) BitConverter.TryWriteBytes(samples.AsSpan(at), (short)(40 * Math.Cos(at / 50.0)));

        Assert.Null(MediaTypeSniffer.Detect(samples));
        Assert.Null(MediaTypeSniffer.Detect([1, 0, 0, 0, 2, 0, 0, 0, 65, 66, 0, 0, 3, 0, 0, 0]));
        Assert.Null(MediaTypeSniffer.Detect(new byte[5000]));
    }

    [Theory]
    [InlineData("Grüße, 你好", "utf-8", "utf-8")]
    [InlineData("plain", "utf-8", "utf-8")]
    [InlineData("表示、日本語のテキスト", "shift_jis", null)]
    [InlineData("naïve café", "windows-1252", null)]
    [InlineData("Привет, мир", "windows-1251", null)]
    [InlineData("中文文本", "gb18030", null)]
    [InlineData("한국어 문장", "euc-kr", null)]
    [InlineData("日本語", "iso-2022-jp", null)]
    [InlineData("héllo\r\n", "utf-16", "utf-16le")]
    [InlineData("héllo\r\n", "utf-16BE", "utf-16be")]
    public void Charset_is_claimed_for_what_is_valid_in_it(string text, string encoding, string? expected) =>
        Assert.Equal(expected, Judged.Judge("x.txt", Old(text, encoding)).Charset);

    [Fact]
    public void Mark_of_utf16_is_told_as_such()
    {
        Assert.Equal("utf-16", Judged.Judge("x.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a;b")]).Charset);
        Assert.Equal("utf-16", Judged.Judge("x.csv", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("a;b")]).Charset);
        Assert.Equal("utf-8", Judged.Judge("x.csv", [0xEF, 0xBB, 0xBF, .. "a;b"u8]).Charset);
    }

    [Fact]
    public void Character_that_the_head_cuts_does_not_count()
    {
        var whole = Encoding.UTF8.GetBytes(new string('x', MediaTypeSniffer.HeadBytes - 1) + "é and more");
        Assert.Equal("utf-8", Judged.Judge("x.txt", whole).Charset);

        byte[] four = [.. Encoding.UTF8.GetBytes(new string('x', MediaTypeSniffer.HeadBytes - 3)), .. "😀"u8];
        Assert.Equal("utf-8", Judged.Judge("x.txt", four).Charset);

        byte[] wrong = [.. Encoding.UTF8.GetBytes(new string('x', 100)), 0xC3, (byte)'x'];
        Assert.Null(Judged.Judge("x.txt", wrong).Charset);
    }

    [Theory]
    [InlineData("xml")]
    [InlineData("eml")]
    [InlineData("yml")]
    [InlineData("png")]
    public void Other_types_have_no_charset(string extension) =>
        Assert.Null(Judged.Judge($"x.{extension}", extension == "png" ? Samples.Read("png") : [.. "a: b"u8]).Charset);

    private static byte[] Old(string text, string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(encoding).GetBytes(text);
    }
}
