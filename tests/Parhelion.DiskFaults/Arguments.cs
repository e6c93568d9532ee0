using System.Globalization;

namespace Parhelion.DiskFaults;

/// <summary>Reads arguments of the form <c>--name value</c>.</summary>
internal static class Arguments
{
    /// <summary>Applies each pair to the options; <c>null</c> if one of them is wrong.</summary>
    public static T? Read<T>(IReadOnlyList<string> arguments, T options, Func<T, string, string, T?> with)
        where T : class
    {
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count || with(options, arguments[index], arguments[index + 1]) is not { } more) return null;
            options = more;
        }

        return options;
    }

    /// <summary>A number without a sign; <c>null</c> if it is none.</summary>
    public static int? Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
