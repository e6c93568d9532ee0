namespace Parhelion.BenchReport.Figures;

/// <summary>Sizes of files in bytes, and their names in tables.</summary>
internal static class Sizes
{
    public const int Small = 4 * 1024;
    public const int Medium = 64 * 1024;
    public const int Photo = 100 * 1024;
    public const int Large = 1024 * 1024;
    public const int Video = 50 * 1024 * 1024;

    /// <summary>Such as <c>64 KB</c>; a KB is 1,024 bytes, a MB 1,024 KB.</summary>
    public static string Name(int bytes) => bytes >= Large ? $"{bytes / Large} MB" : $"{bytes / 1024} KB";
}
