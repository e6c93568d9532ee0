using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Parhelion.Bench.Resumable;

/// <summary>A server in a process of its own, to which curl uploads.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "..", "..", "Parhelion.Server", "release", "Parhelion.Server.dll");

    private readonly Process process;
    private readonly HttpClient client;
    private readonly string user;
    private readonly string path;

    private MeasuredServer(Process process, Uri url, JsonElement credentials)
    {
        this.process = process;
        var key = credentials.GetProperty("app");
        user = $"{key.GetProperty("keyId").GetString()}:{key.GetProperty("secret").GetString()}";
        path = $"/v2/apps/{credentials.GetProperty("appId").GetString()}/attachments";
        client = new HttpClient { BaseAddress = url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
    }

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<MeasuredServer> StartAsync(string directory, string[] settings)
    {
        var started = Start("dotnet", [Program, "--urls", "http://127.0.0.1:0", $"--Parhelion:DataDirectory={directory}", .. settings]);
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf("listens on http", StringComparison.Ordinal) is not (>= 0 and var at)) continue;
            _ = started.StandardOutput.ReadToEndAsync();
            var url = new Uri(line[(at + "listens on ".Length)..].Split(' ')[0].TrimEnd(',', '.'));
            return new MeasuredServer(started, url, JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(directory, "credentials.json"))));
        }

        throw new InvalidOperationException("The server does not listen.");
    }

    /// <summary>Uploads a file by one protocol, and deletes it again.</summary>
    /// <returns>Milliseconds that curl measured, without the start of its process.</returns>
    public async Task<double> UploadAsync(Protocol protocol, string file)
    {
        var arguments = protocol.Arguments.Select(argument => argument.Replace("FILE", file, StringComparison.Ordinal));
        using var curl = Start("curl", ["-sS", "-f", "-u", user, "-D", "-", "-w", "\n%{time_total}", .. arguments, $"{client.BaseAddress!.AbsoluteUri.TrimEnd('/')}{path}?access=public"]);
        var output = await curl.StandardOutput.ReadToEndAsync();
        await curl.WaitForExitAsync();
        if (curl.ExitCode != 0) throw new InvalidOperationException($"curl ended with {curl.ExitCode}: {output}");
        using var removed = await client.PostAsJsonAsync($"{path}/remove", new { mediaUrl = MediaUrlIn(output) });
        removed.EnsureSuccessStatusCode();
        return double.Parse(output[(output.LastIndexOf('\n') + 1)..], CultureInfo.InvariantCulture) * 1000;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    // Of tus it is a header, otherwise it is in the body.
    private static string MediaUrlIn(string output)
    {
        const string Header = "Upload-Media-Url: ";
        var lines = output.Split('\n');
        if (Array.Find(lines, line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase)) is { } header) return header[Header.Length..].Trim();
        using var body = JsonDocument.Parse(lines[^2]);
        return body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
}
