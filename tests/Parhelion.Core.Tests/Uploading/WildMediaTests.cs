using System.Text;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Tests.Uploading;

/// <summary>Sound and film as muxers and browsers write them.</summary>
public class WildMediaTests
{
    private static byte[] Frames { get; } = Repeat([0xFF, 0xFB, 0x90, 0xC4, .. new byte[413]], 40);

    // ADTS: 0xFFF1, AAC-LC 44.1 kHz stereo, 100 bytes a frame.
    private static byte[] Adts { get; } = Repeat([0xFF, 0xF1, 0x50, 0x80, 0x0C, 0x9F, 0xFC, .. new byte[93]], 40);

    [Theory]
    [InlineData("1A45DFA3 0100000000000010 4282 85 7765626D00 4287810242858102", "video/webm")]
    [InlineData("1A45DFA3 4020 42868101 4282 4004 7765626D", "video/webm")]
    [InlineData("1A45DFA3 01FFFFFFFFFFFFFF 42868101 4282 84 7765626D", "video/webm")]
    [InlineData("1A45DFA3 A0 BF84 00000000 EC88 0000000000000000 4282 84 7765626D", "video/webm")]
    [InlineData("1A45DFA3 93 4286 81 01 4282 88 6D6174726F736B61 4287 81 04", "video/x-matroska")]
    // The name in another element is no document type.
    [InlineData("1A45DFA3 9A EC87 42828477656260 4282 88 6D6174726F736B61", "video/x-matroska")]
    public void Matroska_is_told_by_its_document_type(string hex, string expected)
    {
        var header = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        Assert.Equal(expected, MediaTypeSniffer.Detect(header));
        Assert.Equal(expected, MediaTypeSniffer.Detect([.. header, .. new byte[5000]]));
        Assert.Equal(expected, MediaTypeSniffer.Detect([.. header, .. Encoding.ASCII.GetBytes(new string('x', 5000))]));
        if (expected == "video/webm") Assert.Equal(expected, Judged.Judge("x.webm", header).MediaType);
    }

    [Fact]
    public void Mp3_may_begin_with_zeros_or_within_a_frame()
    {
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. new byte[417], .. Frames]).MediaType);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. new byte[20_000], .. Frames]).MediaType);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. Frames.AsSpan(100)]).MediaType);
        Assert.Equal("audio/aac", Judged.Judge("x.aac", [.. new byte[64], .. Adts]).MediaType);
        Assert.False(Judged.Judge("x.mp3", [.. new byte[417], .. Frames.AsSpan(0, 3 * 417)]).IsAccepted);
        Assert.False(Judged.Judge("x.mp3", new byte[417]).IsAccepted);
    }

    [Fact]
    public void Behind_a_tag_must_be_sound()
    {
        byte[] tag = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0];

        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. Frames]).MediaType);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. new byte[2000], .. Frames]).MediaType);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. tag, .. Frames]).MediaType);
        Assert.Equal("audio/aac", Judged.Judge("x.aac", [.. tag, .. Adts]).MediaType);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. "APETAGEX"u8, 0xD0, 7, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xA0, .. new byte[18], .. Frames]).MediaType);
        // With a footer.
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. "ID3"u8, 4, 0, 0x10, 0, 0, 0, 0, .. "3DI"u8, 4, 0, 0x10, 0, 0, 0, 0, .. Frames]).MediaType);
        Assert.False(Judged.Judge("x.mp3", [.. tag, .. "fLaC\0\0\0\u0022"u8, .. new byte[100]]).IsAccepted);
        Assert.Equal("audio/ogg", Judged.Judge("x.mp3", [.. tag, .. Samples.Read("ogg")]).MediaType);
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0\0\0\u0004")]
    [InlineData("MZ and nothing but text")]
    [InlineData("<html><script>alert(1)</script>")]
    [InlineData("\u007FELF\u0002\u0001\u0001\0")]
    [InlineData("#!/bin/sh\nid\n")]
    [InlineData("PK\u0003\u0004 and more")]
    [InlineData("nothing that is known \u0001\u0002")]
    public void Tag_hides_nothing_else(string latin1)
    {
        byte[] empty = [.. "ID3"u8, 4, 0, 0, 0, 0, 0, 0, .. Encoding.Latin1.GetBytes(latin1)];
        byte[] large = [.. "ID3"u8, 4, 0, 0, 0, 4, 0x10, 0, .. new byte[67_584], .. Encoding.Latin1.GetBytes(latin1)];

        Assert.False(Judged.Judge("x.mp3", empty).IsAccepted);
        Assert.False(Judged.Judge("x.mp3", large).IsAccepted);
    }

    [Fact]
    public void What_is_behind_a_tag_beyond_the_head_decides()
    {
        byte[] tag = [.. "ID3"u8, 4, 0, 0, 0, 4, 0x10, 0, .. new byte[67_584]];

        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. Frames]).MediaType);
        Assert.Equal("audio/aac", Judged.Judge("x.mp3", [.. tag, .. Adts]).MediaType);
        Assert.Equal("The content is audio/flac, but .mp3 needs audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. "fLaC"u8, 0, 0, 0, 0x22, .. new byte[100]]).Explanation);
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", [.. tag, .. tag, .. Frames]).MediaType);
        // Frames begin in the head, and too few of them are there.
        byte[] edge = [.. "ID3"u8, 4, 0, 0, 0, 3, 0x7F, 0x6C, .. new byte[65_516], .. Frames];
        Assert.Equal("audio/mpeg", Judged.Judge("x.mp3", edge).MediaType);
    }

    [Fact]
    public void Brands_may_stand_behind_free_space()
    {
        byte[] free = [0, 0, 0, 16, .. "free"u8, .. new byte[8]];
        byte[] brands = [0, 0, 0, 20, .. "ftypisom"u8, 0, 0, 2, 0, .. "mp41"u8];

        Assert.Equal("video/mp4", MediaTypeSniffer.Detect([.. free, .. brands, .. free]));
        Assert.Equal("video/quicktime", MediaTypeSniffer.Detect([.. free, 0, 1, 0, 0, .. "mdat"u8, .. new byte[300]]));
        Assert.Null(MediaTypeSniffer.Detect([.. free, 0, 0, 0, 16, 1, 2, 3, 4, .. new byte[300]]));
    }

    private static byte[] Repeat(byte[] frame, int times) => [.. Enumerable.Repeat(frame, times).SelectMany(bytes => bytes)];
}
