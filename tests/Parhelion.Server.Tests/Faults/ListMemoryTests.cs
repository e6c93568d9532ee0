using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Listing the largest messages takes little memory, however many list them. Alone on the machine, so that nothing else is measured.</summary>
[Collection(nameof(MemoryTests))]
public sealed class ListMemoryTests : IDisposable
{
    private const int Readers = 20;
    private const long MB = 1_000_000;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-list-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Twenty_readers_of_the_largest_messages_take_little_memory()
    {
        await using var server = await ServerProcess.StartAsync(directory, "Durability=Os");
        var list = await FillAsync(server);
        for (var warm = 0; warm < 3; warm++) Assert.InRange(await ReadAsync(server, list), 900_000, 1_100_000);

        server.ResetPeak();
        var before = server.Memory("VmRSS");
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(async _ =>
        {
            for (var page = 0; page < 5; page++) await ReadAsync(server, list);
        }));

        var grown = server.Memory("VmHWM") - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{Readers} readers at once: {grown / MB} MB above {before / MB} MB");
        Assert.InRange(grown, long.MinValue, 200 * MB);
    }

    // A hundred messages of 99 KB, of a character that .NET would escape to six.
    private static async Task<string> FillAsync(ServerProcess server)
    {
        using var made = await server.Client.PostAsJsonAsync($"/v2/apps/{server.AppId}/conversations", new { type = "sdkGroup" });
        var conversation = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("conversation").GetProperty("id").GetString();
        var list = $"/v2/apps/{server.AppId}/conversations/{conversation}/messages";
        var message = $$$"""{"author":{"type":"business"},"content":{"type":"text","text":"x","payload":"{{{new string('<', 99_000)}}}"}}""";
        for (var i = 0; i < 100; i++)
        {
            using var content = new StringContent(message, Encoding.UTF8, "application/json");
            using var posted = await server.Client.PostAsync(list, content);
            Assert.Equal(201, (int)posted.StatusCode);
        }

        return list;
    }

    private static async Task<long> ReadAsync(ServerProcess server, string list)
    {
        using var response = await server.Client.GetAsync(list, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read) length += read;
        return length;
    }
}
