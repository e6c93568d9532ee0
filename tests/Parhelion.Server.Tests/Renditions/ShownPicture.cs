namespace Parhelion.Server.Tests.Renditions;

/// <summary>A picture as a browser shows it.</summary>
/// <param name="Width">Its own width in pixels.</param>
/// <param name="Height">Its own height in pixels.</param>
/// <param name="Pixels">The picture made smaller: red, green, blue and alpha of each pixel, row by row, in sRGB.</param>
internal sealed record ShownPicture(int Width, int Height, int[] Pixels)
{
    /// <summary>The colours in the middle of the four fields: above left, above right, below left, below right.</summary>
    public IReadOnlyList<int[]> Fields
    {
        get
        {
            var (across, down) = (PictureBrowser.ShownWidth, Pixels.Length / 4 / PictureBrowser.ShownWidth);
            return [At(across / 4, down / 4), At(across * 3 / 4, down / 4), At(across / 4, down * 3 / 4), At(across * 3 / 4, down * 3 / 4)];
        }
    }

    /// <summary>The largest difference of a channel in the middle of the fields: 0 to 255.</summary>
    public int DifferenceTo(ShownPicture other) => Fields.Zip(other.Fields).SelectMany(pair => pair.First.Zip(pair.Second)).Max(pair => Math.Abs(pair.First - pair.Second));

    private int[] At(int x, int y) => Pixels[(((y * PictureBrowser.ShownWidth) + x) * 4)..(((y * PictureBrowser.ShownWidth) + x + 1) * 4)];
}
