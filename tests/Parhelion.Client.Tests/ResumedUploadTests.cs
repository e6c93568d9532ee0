using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Resumable uploads to the real server, over a network that breaks and to a server that dies.</summary>
public sealed class ResumedUploadTests : IDisposable
{
    private const int Size = 20_000_000;

    private readonly byte[] bytes = Files.PngOf(Size);
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-resumed-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_network_that_breaks_every_MB_costs_less_than_a_tenth_more()
    {
        await using var proxy = new CuttingProxy { CutAfter = 1_000_000 };
        await using var server = await proxy.StartServerAsync();
        using var client = Client(proxy.Url, server.AppKeyId, server.AppKeySecret);
        var reports = new Reports<UploadProgress>();

        var attachment = await client.Attachments.UploadAttachmentAsync(
            server.AppId, AttachmentAccess.Public, bytes, "film.png", new UploadAttachmentOptions { Progress = reports });

        using var reader = server.CreateParhelionClient();
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await reader.Attachments.DownloadContentAsync(PathOn(server.Url, attachment))));
        Assert.InRange(proxy.Sent, Size, Size * 11 / 10);
        Assert.Equal(new UploadProgress(Size, Size), reports.All[^1]);
    }

    [Fact]
    public async Task Forms_and_resumable_uploads_of_the_same_bytes_are_the_same()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var resumable = Client(server.Url, server.AppKeyId, server.AppKeySecret);
        using var form = Client(server.Url, server.AppKeyId, server.AppKeySecret, threshold: long.MaxValue);

        foreach (var name in (string[])["picture.png", "Résumé d'été 日本語.png", "two  spaces; and=signs, 100%.png", "\"quoted\".png"])
        {
            var expected = await form.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, bytes, name);
            var attachment = await resumable.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, bytes, name);

            Assert.Equal((expected.MediaType, NameOf(expected)), (attachment.MediaType, NameOf(attachment)));
        }

        foreach (var (content, name) in ((byte[], string)[])[(bytes, "film.exe"), (new byte[5_000_000], "film.png")])
        {
            var expected = await Assert.ThrowsAsync<ParhelionException>(() => form.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, content, name));
            var refused = await Assert.ThrowsAsync<ParhelionException>(() => resumable.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, content, name));

            Assert.Equal((expected.Status, expected.Code, null), (refused.Status, refused.Code, refused.ResumableUpload));
        }
    }

    [Fact]
    public async Task A_server_that_is_killed_costs_only_what_it_had_not_acknowledged()
    {
        await using var proxy = new CuttingProxy { HoldAt = 18_000_000 };
        proxy.Target = new Uri($"http://127.0.0.1:{FreePort()}");
        string[] settings = [$"PublicBaseUrl={proxy.Url}", $"--urls={proxy.Target.AbsoluteUri}"];
        await using var first = await ServerProcess.StartAsync(folder, settings);
        var (keyId, secret) = CredentialsOf(first);
        using var client = Client(proxy.Url, keyId, secret);

        var upload = client.Attachments.UploadAttachmentAsync(first.AppId, AttachmentAccess.Public, bytes, "film.png");
        await proxy.Held.WaitAsync(TimeSpan.FromSeconds(30));
        var acknowledged = await proxy.Acknowledged.WaitAsync(TimeSpan.FromSeconds(30));
        first.Kill();
        await first.ExitAsync();
        await using var second = await ServerProcess.StartAsync(folder, settings);
        proxy.Drop();
        var attachment = await upload.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await second.Client.GetByteArrayAsync(new Uri(attachment.MediaUrl).AbsolutePath)));
        Assert.InRange(proxy.Sent, Size, 18_000_000 + Size - acknowledged + 100_000);
    }

    [Fact]
    public async Task An_upload_is_continued_by_another_client_with_the_rest_alone()
    {
        await using var proxy = new CuttingProxy { HoldAt = 12_000_000 };
        await using var server = await proxy.StartServerAsync();
        using var cancel = new CancellationTokenSource();
        ResumableUpload? kept = null;
        using (var client = Client(proxy.Url, server.AppKeyId, server.AppKeySecret))
        {
            var options = new UploadAttachmentOptions { ResumableUploadCreated = upload => kept = upload };
            var upload = client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, bytes, "film.png", options, cancel.Token);
            await proxy.Held.WaitAsync(TimeSpan.FromSeconds(30));
            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        }

        proxy.Drop();
        var before = proxy.Sent;
        var reports = new Reports<UploadProgress>();
        using var other = Client(proxy.Url, server.AppKeyId, server.AppKeySecret);
        await other.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, bytes, "film.png", new UploadAttachmentOptions { ResumeFrom = kept, Progress = reports });

        var stored = reports.All[0].BytesSent;
        Assert.InRange(stored, 6_000_000, 12_100_000);
        Assert.InRange(proxy.Sent - before, Size - stored, Size - stored + 50_000);
        // A complete upload gives its attachment again.
        var again = await other.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Public, bytes, "film.png", new UploadAttachmentOptions { ResumeFrom = kept });
        Assert.Equal("image/png", again.MediaType);
    }

    private static ParhelionClient Client(Uri host, string keyId, string secret, long threshold = 4 << 20) => new(new ParhelionClientOptions
    {
        Host = host,
        Credentials = ParhelionCredentials.Basic(keyId, secret),
        MaxRetries = 20,
        MaxRetryDelay = TimeSpan.FromSeconds(2),
        ResumableUploadThreshold = threshold,
    });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string PathOn(Uri server, Attachment attachment) => new Uri(server, new Uri(attachment.MediaUrl).AbsolutePath).AbsoluteUri;

    private static string NameOf(Attachment attachment) => attachment.MediaUrl[attachment.MediaUrl.LastIndexOf('/')..];

    private static (string KeyId, string Secret) CredentialsOf(ServerProcess server)
    {
        var pair = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(server.Client.DefaultRequestHeaders.Authorization!.Parameter!)).Split(':');
        return (pair[0], pair[1]);
    }
}
