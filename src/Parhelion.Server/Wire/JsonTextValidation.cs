using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Half of a surrogate pair, escaped, is valid JSON and no text. It is refused wherever it stands: what is kept as it was sent could
/// not be answered again.</summary>
internal static class JsonTextValidation
{
    /// <exception cref="ProblemException">400 with the path of the text.</exception>
    public static void Check(JsonElement element)
    {
        if (Find(element) is { } path) throw new ProblemException(Problems.BadRequest($"'{path.TrimStart('.')}' should be text: it has half a character"));
    }

    // The path is put together on the way back from a fault: made for every text, long names above many values would cost a thousand times their size.
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
