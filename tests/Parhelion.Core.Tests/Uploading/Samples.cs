namespace Parhelion.Core.Tests.Uploading;

/// <summary>The genuine files in tests/samples.</summary>
internal static class Samples
{
    public static string Folder { get; } = Path.Combine(Root(), "tests", "samples");

    /// <summary>The path of a sample by its extension.</summary>
    public static string PathOf(string extension) => Path.Combine(Folder, $"sample.{extension}");

    public static byte[] Read(string extension) => File.ReadAllBytes(PathOf(extension));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parhelion.slnx")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("No folder above the tests has Parhelion.slnx.");
    }
}
