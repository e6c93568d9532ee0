namespace Parhelion.Cli.Output;

/// <summary>Formats a number of bytes with a decimal unit, such as 1.5 MB.</summary>
internal static class HumanReadable
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    public static string Of(double bytes)
    {
        var (number, unit) = Parts(bytes);
        return $"{number} {unit}";
    }

    /// <summary>Returns the number and its unit.</summary>
    public static (string Number, string Unit) Parts(double bytes)
    {
        var unit = 0;
        for (var rest = bytes; rest >= 1000 && unit < Units.Length - 1; unit++) rest /= 1000;
        return (In(bytes, Units[unit]), Units[unit]);
    }

    /// <summary>Returns the number in a given unit.</summary>
    public static string In(double bytes, string unit)
    {
        var power = Array.IndexOf(Units, unit);
        return power == 0 ? $"{bytes:0}" : $"{bytes / Math.Pow(1000, power):0.0}";
    }
}
