namespace Parhelion.Load.Workloads;

/// <summary>Sizes of files, and how the tables call them.</summary>
internal static class Sizes
{
    public const int Small = 4 * 1024;
    public const int Medium = 64 * 1024;
    public const int Photo = 100 * 1024;
    public const int Large = 1024 * 1024;
    public const int Video = 50 * 1024 * 1024;

    public static string Name(int bytes) => bytes >= Large ? $"{bytes / Large} MB" : $"{bytes / 1024} KB";
}
