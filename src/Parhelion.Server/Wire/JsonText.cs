using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Server.Wire;

/// <summary>Half of a surrogate pair, escaped, is valid JSON and no text. It is refused wherever it stands, in names too: what is kept as
/// it was sent could not be answered again.</summary>
internal static class JsonText
{
    /// <exception cref="ProblemException">400 with the path of the text.</exception>
    public static void Check(JsonElement element, string path = "")
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                if (Read(element, value => value.GetString()!) is null) throw Fault($"'{path}'");
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index()) Check(item, $"{path}[{index}]");
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    var name = Read(property, member => member.Name) ?? throw Fault(path.Length == 0 ? "The name of a field" : $"The name of a field of '{path}'");
                    Check(property.Value, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
        }
    }

    private static string? Read<T>(T from, Func<T, string> text)
    {
        try
        {
            return text(from);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static ProblemException Fault(string what) => new(Problems.BadRequest($"{what} should be text: it has half a character"));
}
