using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Refuses strings with half of a surrogate pair. JSON can express such a half as an escape (<c>\ud800</c>), but the string is not valid Unicode. The
/// server could store such a string but not return it.</summary>
internal static class SurrogatePairValidation
{
    /// <summary>Checks all string values below an element.</summary>
    /// <exception cref="ProblemException">Status 400 with the path of the string.</exception>
    public static void Check(JsonElement element)
    {
        if (Find(element) is { } path) throw new ProblemException(Problems.BadRequest($"'{path.TrimStart('.')}' should be valid text, but contains an unpaired surrogate"));
    }

    // Builds the path only on the way back from an error. Built for every string, long names above many values would cost a thousand times their size.
    private static string? Find(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return IsText(element) ? null : "";
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    if (Find(item) is { } rest) return $"[{index}]{rest}";
                }

                return null;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    if (Find(property.Value) is { } rest) return $".{property.Name}{rest}";
                }

                return null;
            default:
                return null;
        }
    }

    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
