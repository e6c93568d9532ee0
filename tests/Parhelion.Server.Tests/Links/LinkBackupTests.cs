using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Links;

/// <summary>What a backup keeps of upload links and of unfinished uploads.</summary>
public sealed class LinkBackupTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("parhelion-links-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public async Task Restored_server_goes_on_counting_and_has_no_unfinished_uploads()
    {
        var (data, backup, target) = (Path.Combine(root, "data"), Path.Combine(root, "backup"), Path.Combine(root, "target"));
        string link, upload;
        await using (var server = await ServerProcess.StartAsync(data))
        {
            using var made = await server.Client.PostAsJsonAsync(
                $"/v2/apps/{server.AppId}/attachments/uploadLinks", new { access = "public", maxUploads = 3 }, TestContext.Current.CancellationToken);
            var body = await made.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            link = new Uri(body.GetProperty("uploadLink").GetProperty("url").GetString()!).AbsolutePath;
            Assert.Equal((201, null), await LinkedUploads.TryAsync(server.Client, link));
            using var begun = await SendAsync(server, HttpMethod.Post, link, ("Upload-Length", "16"), ("Upload-Metadata", "filename YS5wbmc="));
            upload = begun.Headers.Location!.AbsolutePath;
            Assert.Equal(200, await StatusAsync(server, upload));
            var saved = await ServerProcess.RunAsync("backup", backup, $"--Parhelion:DataDirectory={data}");
            Assert.True(saved.ExitCode == 0, saved.Output);
        }

        var restored = await ServerProcess.RunAsync("restore", backup, $"--Parhelion:DataDirectory={target}");
        Assert.True(restored.ExitCode == 0, restored.Output);

        await using var again = await ServerProcess.StartAsync(target);
        Assert.Equal(404, await StatusAsync(again, upload));
        Assert.Equal((201, null), await LinkedUploads.TryAsync(again.Client, link));
        Assert.Equal((201, null), await LinkedUploads.TryAsync(again.Client, link));
        Assert.Equal((410, "upload_gone"), await LinkedUploads.TryAsync(again.Client, link));
    }

    private static async Task<int> StatusAsync(ServerProcess server, string upload)
    {
        using var response = await SendAsync(server, HttpMethod.Head, upload);
        return (int)response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(ServerProcess server, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
