using Parhelion.Core.Renditions;
using Parhelion.Rendering.Pool;
using Parhelion.Rendering.Wire;

namespace Parhelion.Rendering.Tests;

/// <summary>A worker process that was taken over by a file may answer anything. Nothing of it is believed.</summary>
public sealed class AnswerTests
{
    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 1, 0, 1, 0 })]
    [InlineData(new byte[] { 2, 0, 0, 0, (byte)'[', (byte)']' })]
    [InlineData(new byte[] { 2, 0, 0, 0, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 4, 0, 0, 0, (byte)'n', (byte)'u', (byte)'l', (byte)'l' })]
    public async Task Wrong_header_is_no_header(byte[] frame) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => Frames.ReadAsync(new MemoryStream(frame), WireJson.Default.WorkerAnswer, TestContext.Current.CancellationToken));

    [Fact]
    public async Task End_is_told_from_a_header()
    {
        Assert.Null(await Frames.ReadAsync(new MemoryStream(), WireJson.Default.WorkerAnswer, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<EndOfStreamException>(
            () => Frames.ReadAsync(new MemoryStream([9, 0, 0, 0, 1]), WireJson.Default.WorkerAnswer, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(-1, 10, 10)]
    [InlineData(IRenderer.MaxPictureBytes + 1, 10, 10)]
    [InlineData(10, 0, 10)]
    [InlineData(10, 10, 101)]
    public void Wrong_size_is_refused(int length, int width, int height) =>
        Assert.Throws<InvalidDataException>(() => RenderedPictureCheck.Header(Rendering.To(100), new WorkerPicture(length, width, height)));

    [Fact]
    public void Only_a_picture_of_the_format_is_one()
    {
        var page = "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray();
        foreach (var format in Enum.GetValues<RenditionFormat>()) Assert.Throws<InvalidDataException>(() => RenderedPictureCheck.Bytes(Rendering.To(100, format), page));
        Assert.Throws<InvalidDataException>(() => RenderedPictureCheck.Bytes(Rendering.To(100, RenditionFormat.Png), [0xFF, 0xD8, 0xFF, 0xE0]));
        RenderedPictureCheck.Bytes(Rendering.To(100, RenditionFormat.Jpeg), [0xFF, 0xD8, 0xFF, 0xE0]);
        RenderedPictureCheck.Bytes(Rendering.To(100, RenditionFormat.Webp), [.. "RIFF"u8, 5, 0, 0, 0, .. "WEBPx"u8]);
    }
}
