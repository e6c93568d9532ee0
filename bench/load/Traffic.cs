using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>What others do meanwhile.</summary>
internal static class Traffic
{
    /// <summary>How many upload at once.</summary>
    public const int Connections = 16;

    private static readonly byte[] Medium = [.. Enumerable.Repeat((byte)'b', 4096)];

    /// <summary>Uploads files of 4 KB, for a time or until the token ends it; uploads a second.</summary>
    public static async Task<double> UploadAsync(ServerProcess server, TimeSpan time, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            while (!stop.IsCancellationRequested && (time == Timeout.InfiniteTimeSpan || watch.Elapsed < time))
            {
                await UploadOneAsync(server, Medium, "", CancellationToken.None);
                Interlocked.Increment(ref count);
            }
        }));
        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Uploads one file; the path of its media URL.</summary>
    public static async Task<string> UploadOneAsync(ServerProcess server, byte[] bytes, string query, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", "load.txt" } };
        using var response = await server.Client.PostAsync($"/v2/apps/{server.AppId}/attachments?access=public{query}", form, cancellationToken);
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return new Uri(body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!).AbsolutePath;
    }

    /// <summary>Makes something below the app; its id.</summary>
    public static async Task<string> PostAsync(ServerProcess server, string path, object body, string name)
    {
        using var response = await server.Client.PostAsJsonAsync($"/v2/apps/{server.AppId}/{path}", body, CancellationToken.None);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{response.StatusCode} for {path}: {await response.Content.ReadAsStringAsync()}");
        return (await response.Content.ReadFromJsonAsync<JsonElement>(CancellationToken.None)).GetProperty(name).GetProperty("id").GetString()!;
    }
}
