using System.Collections.Concurrent;

namespace Parhelion.Load.Peers;

/// <summary>A database or a store that a script of <c>eng/</c> starts and stops.</summary>
internal sealed class StoreEngine : IDisposable
{
    private static readonly ConcurrentDictionary<StoreEngine, bool> Running = [];

    private readonly Lock stopping = new();
    private readonly string script;
    private readonly string directory;
    private readonly Dictionary<string, string> settings;

    private StoreEngine(string script, string directory, string[] environment)
    {
        this.script = Path.GetFullPath(Path.Combine("eng", script));
        this.directory = directory;
        Running[this] = true;
        var output = PeerProcess.Ask("env", [$"PORT={PeerProcess.FreePorts()}", .. environment, this.script, "start", directory])!;
        settings = output.Split('\n').Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal).ToDictionary(parts => parts.Key, parts => parts.Last()[1].Trim('\''), StringComparer.Ordinal);
        Output = output;
    }

    private string Output { get; }

    /// <summary>A setting that clients need, as the script prints it.</summary>
    /// <exception cref="InvalidOperationException">The engine was not started.</exception>
    public string this[string name] =>
        settings.TryGetValue(name, out var value) ? value : throw new InvalidOperationException($"{Path.GetFileName(script)} does not start: {Output}");

    /// <summary>Starts an engine on a new directory.</summary>
    /// <param name="script">The name of the script.</param>
    /// <param name="directory">Where the engine keeps everything.</param>
    /// <param name="environment">Variables that the script reads, as <c>NAME=VALUE</c>.</param>
    public static StoreEngine Start(string script, string directory, params string[] environment) => new(script, directory, environment);

    /// <summary>Stops all that run, at once: the bench itself is told to end.</summary>
    public static void StopAll()
    {
        foreach (var engine in Running.Keys) engine.Dispose();
    }

    // Whoever comes second waits until the first has stopped it.
    public void Dispose()
    {
        lock (stopping)
        {
            if (!Running.TryRemove(this, out _)) return;
            PeerProcess.Ask(script, "stop", directory);
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }
}
