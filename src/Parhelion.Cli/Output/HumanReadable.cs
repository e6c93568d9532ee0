namespace Parhelion.Cli.Output;

/// <summary>Formats a number of bytes with a decimal unit, such as 1.5 MB.</summary>
internal static class HumanReadable
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Of(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++) bytes /= 1000;
        return unit == 0 ? $"{bytes:0} B" : $"{bytes:0.0} {Units[unit]}";
    }
}
