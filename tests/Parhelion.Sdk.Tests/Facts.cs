namespace Parhelion.Sdk.Tests;

/// <summary>The facts of an OpenAPI document, as <c>contract.js facts</c> prints them: what each operation answers, and the fields of each object.</summary>
internal sealed class Facts
{
    private readonly Dictionary<string, string> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> objects = new(StringComparer.Ordinal);

    /// <summary>Method, path and status of each operation.</summary>
    public IEnumerable<string> Operations => answers.Keys;

    public static Facts Parse(string text)
    {
        var facts = new Facts();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var separator = line.IndexOf(": ", StringComparison.Ordinal);
            var (name, value) = (line[..separator], line[(separator + 2)..]);
            if (name.Contains(' ')) facts.answers.Add(name, value);
            else facts.objects.Add(name, value.Split(", ").Select(field => field.Split(' ')).ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal));
        }

        return facts;
    }

    /// <summary>Lists the fields that others do not have, or have with another type. Operations that only one of the two has do not count.</summary>
    public IEnumerable<string> CompareTo(Facts others)
    {
        var seen = new HashSet<(string, string)>();
        return answers.Where(answer => others.answers.ContainsKey(answer.Key))
            .SelectMany(answer => Compare(answer.Value, others, others.answers[answer.Key], answer.Key, seen)).Distinct(StringComparer.Ordinal);
    }

    private IEnumerable<string> Compare(string kind, Facts others, string other, string place, HashSet<(string, string)> seen)
    {
        // Free objects and values of any type are validated by their answers.
        if (kind == "any" || other is "any" or "object" || (kind == "integer" && other == "number")) return [];
        if (kind.StartsWith("[]", StringComparison.Ordinal) && other.StartsWith("[]", StringComparison.Ordinal)) return Compare(kind[2..], others, other[2..], place, seen);
        if (!objects.TryGetValue(kind, out var fields) || !others.objects.TryGetValue(other, out var known)) return kind == other ? [] : [$"{place} is {kind}, not {other}"];
        if (!seen.Add((kind, other))) return [];
        return fields.SelectMany(field => known.TryGetValue(field.Key, out var type)
            ? Compare(field.Value, others, type, $"{other}.{field.Key}", seen)
            : [$"{other}.{field.Key} is unknown"]);
    }
}
