using System.Globalization;

namespace Parhelion.Load;

/// <summary>What is to be measured, and for how long.</summary>
internal sealed record Options
{
    /// <summary>Seconds of each measurement.</summary>
    public int Seconds { get; private init; } = 4;

    /// <summary>How often each is repeated.</summary>
    public int Rounds { get; private init; } = 5;

    /// <summary>Distinct files that are read at random.</summary>
    public int Files { get; private init; } = 100_000;

    /// <summary>Files that are deleted in one measurement, at most.</summary>
    public int Deletions { get; private init; } = 20_000;

    /// <summary>Attachments of the user who is deleted in one call.</summary>
    public int Cascade { get; private init; } = 10_000;

    /// <summary>Attachments of a catalog that has grown.</summary>
    public int Rows { get; private init; } = 1_000_000;

    /// <summary>Connections that are open and idle.</summary>
    public int Connections { get; private init; } = 10_000;

    /// <summary>Groups or parts of names of workloads; empty: all.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    /// <summary>Names of peers; empty: all that are installed. Parhelion is always among them.</summary>
    public IReadOnlyList<string> Peers { get; private init; } = [];

    /// <summary>Where everything is kept meanwhile.</summary>
    public string Directory { get; private init; } = Path.GetTempPath();

    /// <summary>Whether the figures go into <c>docs/performance/peers.json</c>, and charts and tables are made from them.</summary>
    public bool Write { get; private init; }

    /// <summary>The time of each measurement.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    /// <summary>Whether every workload is measured on every server.</summary>
    public bool Complete => Only.Count == 0 && Peers.Count == 0;

    /// <summary>Whether a workload is among those that are wanted.</summary>
    public bool Wants(string group, string name) => Only.Count == 0 || Only.Any(word =>
        group.Equals(word, StringComparison.OrdinalIgnoreCase) || name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a peer is.</summary>
    public bool WantsPeer(string name) => Peers.Count == 0 || Peers.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the arguments behind the name of the bench.</summary>
    /// <exception cref="FormatException">One of them is unknown or has no value.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--write")
            {
                options = options with { Write = true };
                continue;
            }

            if (i + 1 == arguments.Length) throw new FormatException($"'{arguments[i]}' is unknown or has no value");
            options = options.With(arguments[i], arguments[++i]);
        }

        return options;
    }

    private Options With(string name, string value) => name switch
    {
        "--seconds" => this with { Seconds = Number(value) },
        "--rounds" => this with { Rounds = Number(value) },
        "--files" => this with { Files = Number(value) },
        "--deletions" => this with { Deletions = Number(value) },
        "--cascade" => this with { Cascade = Number(value) },
        "--rows" => this with { Rows = Number(value) },
        "--connections" => this with { Connections = Number(value) },
        "--only" => this with { Only = Words(value) },
        "--peers" => this with { Peers = Words(value) },
        "--directory" => this with { Directory = Path.GetFullPath(value) },
        _ => throw new FormatException($"'{name}' is unknown"),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
