using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Half of a surrogate pair, escaped, is valid JSON and no text. It is refused wherever it stands: what is kept as it was sent could
/// not be answered again.</summary>
internal static class JsonText
{
    /// <exception cref="ProblemException">400 with the path of the text.</exception>
    public static void Check(JsonElement element, string path = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                if (!IsText(element)) throw new ProblemException(Problems.BadRequest($"'{path}' should be text: it has half a character"));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index()) Check(item, $"{path}[{index}]");
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject()) Check(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
                break;
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
