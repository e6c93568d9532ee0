using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Parhelion.BenchReport.Figures;

/// <summary>The file with the figures of all runs. Charts and tables are drawn from it.</summary>
internal static partial class FigureFile
{
    /// <summary>Its path in the repository.</summary>
    public const string Path = "docs/performance/peers.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Reads the runs below <paramref name="root"/>; there are none if there is no file.</summary>
    /// <exception cref="JsonException">The file is not as the bench writes it.</exception>
    public static BenchRuns Read(string root)
    {
        var file = System.IO.Path.Combine(root, Path);
        return File.Exists(file) ? Parse(File.ReadAllText(file)) : new BenchRuns([]);
    }

    /// <summary>Writes the runs below <paramref name="root"/>.</summary>
    public static void Write(string root, BenchRuns runs)
    {
        var file = System.IO.Path.Combine(root, Path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Format(runs));
    }

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="JsonException">The text is not as the bench writes it.</exception>
    public static BenchRuns Parse(string text) => new(JsonSerializer.Deserialize<List<BenchRun>>(text, Options) ?? []);

    /// <summary>The text of the file, ending with a line break. A figure is a line, so that a change of one figure is a change of one line.</summary>
    public static string Format(BenchRuns runs) =>
        $"{Figures().Replace(JsonSerializer.Serialize(runs.All, Options), figure => LineBreaks().Replace(figure.Value, " "))}\n";

    // Objects of ServerFigures, Fact and CascadeCost, by their first member.
    [GeneratedRegex("""\{\s+"(?:server|median|attachments)":[^{}]*\}""", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Figures();

    // Inside of strings they are escaped.
    [GeneratedRegex(@"\n\s*", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LineBreaks();
}
