using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Faults;

/// <summary>The real server as a process of its own, to be killed, stopped and measured.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly List<string> outputLines = [];
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string directory, ServerProgram program, string[] settings)
    {
        DataDirectory = directory;
        process = program.Start(["--urls", "http://127.0.0.1:0", .. Arguments(directory, settings)]);
        process.OutputDataReceived += (_, line) => Take(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string DataDirectory { get; }

    public Uri Url { get; private set; } = null!;

    public string AppId { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>The lines of stdout alone.</summary>
    public IReadOnlyList<string> OutputLines
    {
        get
        {
            lock (output) return [.. outputLines];
        }
    }

    public static Task<ServerProcess> StartAsync(string directory, params string[] settings) => StartAsync(directory, ServerProgram.Built, settings);

    /// <summary>Starts it with more in its environment.</summary>
    public static Task<ServerProcess> StartAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] settings) =>
        StartAsync(directory, ServerProgram.Built with { Environment = environment }, settings);

    /// <summary>Starts it with a limit of open files.</summary>
    public static Task<ServerProcess> StartAsync(string directory, int openFiles, params string[] settings) =>
        StartAsync(directory, new ServerProgram([.. OpenFiles(openFiles), .. ServerProgram.Built.Words]), settings);

    /// <summary>Starts another program than the one that was built with the tests, or in another way.</summary>
    public static async Task<ServerProcess> StartAsync(string directory, ServerProgram program, params string[] settings)
    {
        var server = new ServerProcess(directory, program, settings);
        server.Url = await server.ListeningAsync(program.StartsWithin);
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "credentials.json")));
        server.AppId = credentials.RootElement.GetProperty("appId").GetString()!;
        var app = credentials.RootElement.GetProperty("app");
        var basic = Encoding.UTF8.GetBytes($"{app.GetProperty("keyId").GetString()}:{app.GetProperty("secret").GetString()}");
        server.Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 200 }) { BaseAddress = server.Url, Timeout = TimeSpan.FromMinutes(2) };
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(basic));
        return server;
    }

    private async Task<Uri> ListeningAsync(TimeSpan time)
    {
        using var deadline = new CancellationTokenSource(time);
        await Task.WhenAny(listening.Task, process.WaitForExitAsync(deadline.Token));
        if (listening.Task.IsCompleted) return await listening.Task;
        await DisposeAsync();
        throw new InvalidOperationException($"The server does not listen: {Output}");
    }

    /// <summary>Has <c>verify</c> count every staged file as a fault, but for those of the last second. With PostgreSQL those of the last minute never count.</summary>
    public const string NoUploads = "--Parhelion:Sweep:OrphanAge=00:00:01";

    /// <summary>The <c>verify</c> verb on a data directory with SQLite; what it said, and its exit code.</summary>
    public static Task<(int ExitCode, string Output)> VerifyAsync(string directory, params string[] more) =>
        RunAsync(["verify", NoUploads, .. more, .. Arguments(directory, [])]);

    /// <summary>A verb, to its end; what it said, and its exit code.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    /// <summary>The same with more variables of the environment.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync((ServerProgram.Built with { Environment = environment }).Start(arguments));

    /// <summary>The same with a limit of open files.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string[] arguments, int openFiles) => RunAsync(Start(arguments, "", OpenFiles(openFiles)));

    private static string[] OpenFiles(int most) => ["prlimit", $"--nofile={most}:{most}"];

    private static async Task<(int ExitCode, string Output)> RunAsync(Process running)
    {
        using var verb = running;
        var (exitCode, output, errors) = await verb.ReadToEndAsync();
        return (exitCode, output + errors);
    }

    /// <summary>Uploads; the media URL, or <c>null</c> when the server did not say 201.</summary>
    public async Task<(int Status, string? MediaUrl)> UploadAsync(HttpContent content, string name)
    {
        using var form = new MultipartFormDataContent { { content, "source", name } };
        using var response = await Client.PostAsync($"/v2/apps/{AppId}/attachments?access=public", form);
        if ((int)response.StatusCode != 201) return ((int)response.StatusCode, null);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return (201, new Uri(body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath);
    }

    /// <summary>Removes by the path of a media URL; the status.</summary>
    public async Task<int> RemoveAsync(string path)
    {
        using var body = new StringContent(JsonSerializer.Serialize(new { mediaUrl = new Uri(Url, path).AbsoluteUri }), Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync($"/v2/apps/{AppId}/attachments/remove", body);
        return (int)response.StatusCode;
    }

    public void Kill() => process.Kill();

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal(process, "TERM");

    /// <summary>SIGHUP.</summary>
    public void HangUp() => Signal(process, "HUP");

    /// <summary>Sends a signal to a program.</summary>
    public static void Signal(Process program, string name)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill") { ArgumentList = { $"-{name}", program.Id.ToString(CultureInfo.InvariantCulture) }, UseShellExecute = false })!;
        kill.WaitForExit();
    }

    public Task<int> ExitAsync() => process.EndAsync();

    /// <summary>Bytes of memory: <c>VmRSS</c> now, or <c>VmHWM</c> at its highest since <see cref="ResetPeak"/>.</summary>
    public long Memory(string field)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(field.Length + 1).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>CPU time so far.</summary>
    public double CpuSeconds() => CpuSecondsOf(process.Id, withEnded: false);

    /// <summary>CPU time of a process so far, with that of its children that have ended or without.</summary>
    public static double CpuSecondsOf(int id, bool withEnded)
    {
        var text = File.ReadAllText($"/proc/{id}/stat");
        // The name in parentheses may hold blanks. Fields 14 to 17 are user, system, and the same of ended children, in hundredths of a second.
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Skip(11).Take(withEnded ? 4 : 2).Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary>Files that the process has in its memory, assemblies among them.</summary>
    public IReadOnlyList<string> MappedFiles() =>
        [.. File.ReadLines($"/proc/{process.Id}/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..]).Where(file => file.StartsWith('/')).Distinct(StringComparer.Ordinal)];

    /// <summary>The processes that it has started, and that still run.</summary>
    public IReadOnlyList<int> Children() =>
        [.. Directory.GetDirectories($"/proc/{process.Id}/task").SelectMany(thread => File.ReadAllText($"{thread}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];

    /// <summary>Files and directories that the process is told of when they change.</summary>
    public int Watches()
    {
        return Directory.GetFiles($"/proc/{process.Id}/fdinfo").Sum(Count);

        static int Count(string file)
        {
            try
            {
                return File.ReadLines(file).Count(line => line.StartsWith("inotify ", StringComparison.Ordinal));
            }
            catch (FileNotFoundException)
            {
                // Closed meanwhile.
                return 0;
            }
        }
    }

    public void ResetPeak() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    // Without pictures, unless a test is about them: each server would start a process that decodes them. A later argument counts.
    private static string[] Arguments(string directory, string[] settings) =>
        [$"--Parhelion:DataDirectory={directory}", "--Parhelion:Images:Enabled=false", .. settings.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : $"--Parhelion:{setting}")];

    /// <summary>The program, as a process of its own.</summary>
    public static Process Start(params string[] arguments) => ServerProgram.Built.Start(arguments);

    /// <summary>The program in a working directory of its own, run by another one, such as <c>setpriv</c> with its arguments.</summary>
    public static Process Start(string[] arguments, string workingDirectory, string[] prefix) =>
        new ServerProgram([.. prefix, .. ServerProgram.Built.Words]) { WorkingDirectory = workingDirectory }.Start(arguments);

    private void Take(string? line, bool isOutput)
    {
        if (line is null) return;
        lock (output)
        {
            output.AppendLine(line);
            if (isOutput) outputLines.Add(line);
        }

        if (Listening().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups["url"].Value));
    }

    [GeneratedRegex(@"Parhelion listens on (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <summary>How the server is run as a process of its own.</summary>
/// <param name="Words">The program and its first arguments.</param>
internal sealed record ServerProgram(params string[] Words)
{
    /// <summary>The server that was built with the tests. It is the one that <c>eng/deployed.sh</c> has compiled ahead of time, because it starts sooner; after a
    /// later build of some assembly, it is the one of that build.</summary>
    public static readonly ServerProgram Built = new("dotnet", NewestAssembly());

    /// <summary>What its environment has besides that of the tests.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where it is run; empty: where the tests are.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>How long it may take until it listens, on a machine that has much to do.</summary>
    public TimeSpan StartsWithin { get; init; } = TimeSpan.FromSeconds(60);

    private static string NewestAssembly()
    {
        var artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", ".."));
        var built = Path.Combine(artifacts, "bin", "Parhelion.Server", "release");
        var deployed = Path.Combine(artifacts, "published");
        var isDeployed = Directory.EnumerateFiles(built, "Parhelion.*.dll")
            .All(file => File.GetLastWriteTimeUtc(file) <= File.GetLastWriteTimeUtc(Path.Combine(deployed, Path.GetFileName(file))));
        return Path.Combine(isDeployed ? deployed : built, "Parhelion.Server.dll");
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Words[0]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = WorkingDirectory };
        foreach (var word in Words.Skip(1).Concat(arguments)) start.ArgumentList.Add(word);
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
