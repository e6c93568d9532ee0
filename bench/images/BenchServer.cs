using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Parhelion.BenchImages;

/// <summary>The server as a process of its own, on core 0 together with its worker processes.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const string Greeting = "Parhelion listens on ";

    private readonly Process process;
    private readonly string directory;
    private readonly HttpClient client;
    private readonly string appId;

    private BenchServer(Process process, string directory, string url, JsonElement credentials)
    {
        (this.process, this.directory, appId) = (process, directory, credentials.GetProperty("appId").GetString()!);
        var key = credentials.GetProperty("app");
        client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.GetProperty("keyId").GetString()}:{key.GetProperty("secret").GetString()}")));
    }

    /// <summary>Starts a server on an empty data directory.</summary>
    public static async Task<BenchServer> StartAsync(string directory, params string[] settings)
    {
        string[] words =
        [
            "-c", "0", "dotnet", Path.Combine(AppContext.BaseDirectory, "Parhelion.Server.dll"), "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}",
            .. settings.Select(setting => $"--Parhelion:{setting}"),
        ];
        var started = Process.Start(new ProcessStartInfo("taskset", words) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = new StringBuilder();
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (line.IndexOf(Greeting, StringComparison.Ordinal) is not (>= 0 and var at)) continue;
            // Nobody reads the rest, which must not fill the pipe.
            _ = started.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            using var credentials = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "credentials.json")));
            return new BenchServer(started, directory, line[(at + Greeting.Length)..].Split(' ')[0].TrimEnd('.'), credentials.RootElement.Clone());
        }

        throw new InvalidOperationException($"The server does not listen: {said}");
    }

    /// <summary>Uploads a file; returns the path of its media URL.</summary>
    public async Task<string> UploadAsync(byte[] bytes, string name)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", name } };
        using var response = await client.PostAsync(new Uri($"/v2/apps/{appId}/attachments?access=public", UriKind.Relative), form);
        response.EnsureSuccessStatusCode();
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return new Uri(body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath;
    }

    /// <summary>Reads what is at a path.</summary>
    public Task<byte[]> ReadAsync(string path) => client.GetByteArrayAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
