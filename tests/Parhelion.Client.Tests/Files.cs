namespace Parhelion.Client.Tests;

/// <summary>Files to upload.</summary>
internal static class Files
{
    public static byte[] Png { get; } = File.ReadAllBytes(PathOf("png"));

    public static string PathOf(string extension) => Path.Combine(AppContext.BaseDirectory, "samples", $"sample.{extension}");

    /// <summary>A picture of any size: what comes after its end does not matter to it.</summary>
    public static byte[] PngOf(int size)
    {
        var bytes = new byte[size];
        new Random(1).NextBytes(bytes);
        Png.CopyTo(bytes, 0);
        return bytes;
    }

    public static UploadSource Picture(string name = "a.png") => UploadSource.FromBytes(Png, name);
}

/// <summary>A stream that cannot seek, as one from the network.</summary>
internal sealed class OneWay(byte[] bytes) : MemoryStream(bytes)
{
    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }
}
