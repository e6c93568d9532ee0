using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>The image, run in a container with a port of its own on loopback.</summary>
internal sealed class ServerContainer : IAsyncDisposable
{
    /// <summary>How the container reaches what listens on loopback of this machine.</summary>
    public const string HostAddress = "10.0.2.2";

    private readonly Podman podman;
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly string name = $"parhelion-{Guid.NewGuid():N}";
    private readonly int port = EngineScript.FreePort();
    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerContainer(Podman podman, Func<ServerContainer, ProcessStartInfo> command)
    {
        this.podman = podman;
        var start = command(this);
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true);
        process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
    }

    public HttpClient Client { get; }

    public string Output
    {
        get
        {
            lock (output) return output.ToString();
        }
    }

    /// <summary>Starts it with a volume as its data directory, and takes the credentials from there.</summary>
    public static Task<ServerContainer> StartAsync(Podman podman, string user, string volume, params string[] options) => ListeningAsync(
        new ServerContainer(podman, container => podman.Command(Podman.RunArguments(user, [.. container.Options, $"--volume={volume}:/var/lib/parhelion", .. options, podman.Image]))), volume);

    /// <summary>Starts it as a page of docs says, in a folder. The line publishes port 5480, and has the volume <c>parhelion</c>.</summary>
    public static Task<ServerContainer> StartLineAsync(Podman podman, string folder, string line) => ListeningAsync(
        new ServerContainer(podman, container =>
        {
            var start = podman.Shell(line.Replace("--publish 5480:5480", string.Join(' ', container.Options), StringComparison.Ordinal));
            start.WorkingDirectory = folder;
            return start;
        }),
        "parhelion");

    private string[] Options => ["--name", name, "--network=slirp4netns:allow_host_loopback=true", $"--publish=127.0.0.1:{port}:5480"];

    private static async Task<ServerContainer> ListeningAsync(ServerContainer container, string volume)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Task.WhenAny(container.listening.Task, container.process.WaitForExitAsync(deadline.Token));
        Assert.True(container.listening.Task.IsCompleted, container.Output);
        var folder = volume.StartsWith('/') ? volume : (await container.podman.RunAsync("volume", "inspect", "--format={{.Mountpoint}}", volume)).Trim();
        using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "credentials.json")));
        container.AppId = credentials.RootElement.GetProperty("appId").GetString()!;
        var app = credentials.RootElement.GetProperty("app");
        var basic = Encoding.UTF8.GetBytes($"{app.GetProperty("keyId").GetString()}:{app.GetProperty("secret").GetString()}");
        container.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(basic));
        return container;
    }

    public string AppId { get; private set; } = "";

    /// <summary>Uploads a file; the path of its media URL.</summary>
    public async Task<string> UploadAsync(HttpContent content, string fileName)
    {
        using var form = new MultipartFormDataContent { { content, "source", fileName } };
        using var response = await Client.PostAsync($"/v2/apps/{AppId}/attachments?access=public", form);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == 201, $"{response.StatusCode}: {text} {Output}");
        using var body = JsonDocument.Parse(text);
        return new Uri(body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath;
    }

    /// <summary>Runs a command of the server inside the container.</summary>
    public Task<(int ExitCode, string Output, string Errors)> ExecuteAsync(params string[] words) =>
        podman.TryAsync(["exec", name, "/opt/parhelion/Parhelion.Server", .. words]);

    /// <summary>Sends a signal.</summary>
    public Task SignalAsync(string signal) => podman.RunAsync("kill", $"--signal={signal}", name);

    /// <summary>Waits for the end; the exit code of the server.</summary>
    public Task<int> ExitAsync() => process.EndAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited) await podman.TryAsync("rm", "--force", "--time=0", name);
        await process.EndAsync();
        process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (output) output.AppendLine(line);
        if (line.StartsWith("Parhelion listens on ", StringComparison.Ordinal)) listening.TrySetResult();
    }
}
