using System.Net;
using System.Security.Cryptography;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>The main job, by the official SDKs.</summary>
public sealed class AttachmentTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-sdk-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Upload_then_get_then_remove_with_basic(string version) => await WalkAsync(new Sdk(server, version));

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Upload_then_get_then_remove_below_the_prefix_of_the_original(string version) =>
        await WalkAsync(new Sdk(server, version).WithPrefix("/sc"));

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Upload_then_get_then_remove_with_a_token_of_the_app(string version) =>
        await WalkAsync(new Sdk(server, version).WithJwt(server.AppKeyId, server.AppKeySecret, "app", TimeSpan.FromMinutes(5)));

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Upload_then_get_then_remove_with_a_token_of_the_account(string version) =>
        await WalkAsync(new Sdk(server, version).WithJwt(server.AccountKeyId, server.AccountKeySecret, "account", TimeSpan.FromMinutes(5)));

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Refusals_reach_the_caller_with_status_and_errors(string version)
    {
        var text = Write("a.txt", "hello");
        var missing = $"{server.Url}apps/{server.AppId}/{new string('A', 24)}/a.txt";

        Assert.Equal((401, "unauthorized", "Invalid credentials"), (await new Sdk(server, version).WithBasic(server.AppKeyId, "wrong").UploadAsync(text)).Error);
        Assert.Equal(
            (401, "unauthorized", "Invalid credentials"),
            (await new Sdk(server, version).WithJwt(server.AppKeyId, server.AppKeySecret, "app", TimeSpan.FromMinutes(-5)).UploadAsync(text)).Error);
        Assert.Equal(
            (415, "unsupported_media_type", "File rejected. File extension not allowed"),
            (await new Sdk(server, version).UploadAsync(Write("a.exe", "hello"))).Error);
        Assert.Equal((404, "not_found", "Attachment not found"), (await new Sdk(server, version).RemoveAsync(missing)).Error);
        Assert.Equal(
            (400, "bad_request", "Unsupported media URL for attachment deletion: https://elsewhere.example/x.png"),
            (await new Sdk(server, version).RemoveAsync("https://elsewhere.example/x.png")).Error);
        var nameless = await new Sdk(server, version).CallAsync(
            "AttachmentsApi", "uploadAttachment", server.AppId, "public", new Dictionary<string, string> { ["$buffer"] = "hello" }, new { });
        Assert.Equal((400, "bad_request", "'source' should be a file and have a file name"), nameless.Error);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task A_rate_limit_reaches_the_caller_like_other_refusals(string version)
    {
        await using var limited = await ParhelionServer.StartAsync(
            options =>
            {
                options.Settings["RateLimit:Enabled"] = "true";
                options.Settings["RateLimit:Key:UploadsPerMinute"] = "1";
            },
            TestContext.Current.CancellationToken);
        var text = Write("a.txt", "hello");

        Assert.True((await new Sdk(limited, version).UploadAsync(text)).IsOk);
        Assert.Equal((429, "too_many_requests", "Too many uploads with this key"), (await new Sdk(limited, version).UploadAsync(text)).Error);
    }

    [Theory]
    [InlineData("sdk-9", "Résumé d'été 日本語 😀.txt")]
    [InlineData("sdk-12", "100% a+b #1 ?&=.txt")]
    [InlineData("sdk-14", "quo\"te; semi.txt")]
    [InlineData("sdk-14", "مرحبا.txt")]
    public async Task Name_survives(string version, string name)
    {
        var sdk = new Sdk(server, version);

        var url = (await sdk.UploadAsync(Write(name, "hello"))).MediaUrl;

        Assert.Equal(name, Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]));
        using var client = server.CreateAnonymousClient();
        Assert.Equal("hello", await client.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken));
        Assert.True((await sdk.RemoveAsync(url)).IsOk);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task File_of_49_megabytes_arrives_whole(string version)
    {
        var file = Large(49_000_000);

        var url = (await new Sdk(server, version).UploadAsync(file, new { _for = "message" })).MediaUrl;

        using var client = server.CreateAnonymousClient();
        await using var served = await client.GetStreamAsync(new Uri(url), TestContext.Current.CancellationToken);
        await using var sent = File.OpenRead(file);
        Assert.Equal(
            await SHA256.HashDataAsync(sent, TestContext.Current.CancellationToken), await SHA256.HashDataAsync(served, TestContext.Current.CancellationToken));
    }

    // Two requests that are refused before their body was read: the status must reach the caller, every time.
    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Early_refusal_of_a_large_body_is_readable(string version)
    {
        var file = Large(53_000_000);
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(413, (await new Sdk(server, version).UploadAsync(file)).Error.Status);
            Assert.Equal(401, (await new Sdk(server, version).WithBasic(server.AppKeyId, "wrong").UploadAsync(file)).Error.Status);
        }
    }

    private async Task WalkAsync(Sdk sdk)
    {
        var uploaded = await sdk.UploadAsync(Write("hello.txt", "hello"), new { _for = "message" });
        Assert.Equal("text/plain", uploaded.Data.GetProperty("attachment").GetProperty("mediaType").GetString());
        using var client = server.CreateAnonymousClient();
        Assert.Equal("hello", await client.GetStringAsync(new Uri(uploaded.MediaUrl), TestContext.Current.CancellationToken));

        var removed = await sdk.RemoveAsync(uploaded.MediaUrl);

        Assert.True(removed.IsOk, removed.Json.ToString());
        using var gone = await client.GetAsync(new Uri(uploaded.MediaUrl), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal((404, "not_found", "Attachment not found"), (await sdk.RemoveAsync(uploaded.MediaUrl)).Error);
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(folder, name);
        File.WriteAllText(file, content);
        return file;
    }

    // A picture by its first bytes; the rest is noise.
    private string Large(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        ((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(bytes, 0);
        var file = Path.Combine(folder, $"large-{length}.png");
        File.WriteAllBytes(file, bytes);
        return file;
    }
}
