using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Tests;

namespace Parhelion.DiskFaults.Load;

/// <summary>The real server as a process of its own. A start that fails is a result here, not an error.</summary>
internal sealed partial class ServerRun : IAsyncDisposable
{
    /// <summary>Host of all media URLs: ports change from start to start.</summary>
    private const string MediaBaseUrl = "http://media.example";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly string directory;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<string?> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerRun(ServerStart start)
    {
        directory = start.Directory;
        process = Start(start, ["--urls", "http://127.0.0.1:0", .. ArgumentsOf(directory), .. start.Settings.Select(setting => $"--Parhelion:{setting}")]);
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = process.WaitForExitAsync().ContinueWith(_ => listening.TrySetResult(null), TaskScheduler.Default);
    }

    /// <summary>Whether the server listens.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Calls the API with the credentials of the app.</summary>
    public Api Api { get; private set; } = null!;

    /// <summary>What the server has written so far.</summary>
    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>The exit code; <c>null</c> while the process runs. 134 is SIGABRT.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Starts a server on a data directory and waits until it listens or has ended.</summary>
    public static async Task<ServerRun> StartAsync(ServerStart start)
    {
        var server = new ServerRun(start);
        try
        {
            if (await server.listening.Task.WaitAsync(StartLimit) is { } url) await server.ConnectAsync(url);
        }
        catch (Exception e) when (e is TimeoutException or IOException or JsonException)
        {
            server.Take($"The server listens, and its credentials cannot be read, or it neither listens nor ends: {e.Message}");
        }

        return server;
    }

    /// <summary>Runs a verb on a data directory: its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunVerbAsync(ServerStart start, params string[] words)
    {
        using var verb = Start(start, [.. words, .. ArgumentsOf(start.Directory)]);
        var (exitCode, output, errors) = await verb.ReadToEndAsync();
        return (exitCode, output + errors);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync()
    {
        await Disks.Shell.TryAsync("kill", "-TERM", $"{process.Id}");
        await process.EndAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string[] ArgumentsOf(string directory) => [$"--Parhelion:DataDirectory={directory}", $"--Parhelion:MediaBaseUrl={MediaBaseUrl}"];

    private static Process Start(ServerStart start, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Server", "release", "Parhelion.Server.dll");
        string[] words = [.. start.Launcher, "dotnet", program, .. arguments];
        var info = new ProcessStartInfo(words[0], words[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        // Starts quickly on a busy machine.
        info.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in start.Environment) info.Environment[name] = value;
        return Process.Start(info)!;
    }

    private async Task ConnectAsync(string url)
    {
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "credentials.json")));
        var app = credentials.RootElement.GetProperty("app");
        var basic = Encoding.UTF8.GetBytes($"{app.GetProperty("keyId").GetString()}:{app.GetProperty("secret").GetString()}");
        var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(basic));
        Api = new Api(client, credentials.RootElement.GetProperty("appId").GetString()!, MediaBaseUrl);
        IsListening = true;
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (Listening().Match(line) is { Success: true } match) listening.TrySetResult(match.Groups["url"].Value);
    }

    [GeneratedRegex(@"Parhelion listens on (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <summary>How a server is started.</summary>
/// <param name="Directory">The data directory.</param>
internal sealed record ServerStart(string Directory)
{
    /// <summary>Settings below <c>Parhelion</c>, each <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>More environment variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>A program that starts the server, with its arguments.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];
}
