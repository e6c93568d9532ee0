namespace Parhelion.Files.Tests;

/// <summary>A file that a program of Debian has made.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Expected">The media type that it is served as; <c>refused</c> for a file that is not what its name says.</param>
public sealed record Fixture(string Path, string Expected)
{
    /// <summary>Its name: what made it, how, and its extension.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Its extension, without the dot.</summary>
    public string Extension => System.IO.Path.GetExtension(Path)[1..];
}
