namespace Parhelion.Rendering.Decoding;

/// <summary>Draws the first page of a PDF with pdftoppm of poppler.</summary>
internal static class DocumentDecoder
{
    /// <summary>Path of the program; <c>null</c> if it is not installed.</summary>
    public static string? Program { get; } = InstalledProgram.Find("pdftoppm");

    /// <summary>The arguments for a picture of the page, as a PNG file.</summary>
    /// <param name="document">The PDF.</param>
    /// <param name="side">The longest side of the picture, in pixels.</param>
    public static IReadOnlyList<string> Arguments(MemoryFile document, int side) => ["-q", "-f", "1", "-l", "1", "-singlefile", "-cropbox", "-scale-to", $"{side}", "-png", document.Path];
}
