using System.Diagnostics;
using System.Text;
using static Parhelion.Client.Tests.ScriptedHandler;

namespace Parhelion.Client.Tests;

/// <summary>A call that failed and is made again uploads the whole file, or fails. It never uploads the rest.</summary>
public sealed class RepeatedUploadTests : IDisposable
{
    private const string Uploaded = """{"attachment":{"mediaUrl":"https://files.example.net/a.png","mediaType":"image/png"}}""";

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.png");

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task A_stream_is_back_at_its_start_after_a_failure()
    {
        var handler = new ScriptedHandler(Says(500), Says(201, Uploaded));
        using var client = Client(handler);
        var stream = new MemoryStream([.. new byte[10], .. Files.Png]) { Position = 10 };

        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, stream, "a.png"));
        Assert.Equal(10, stream.Position);
        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, stream, "a.png");

        Assert.Equal(1, handler.Bodies[1].AsSpan().Count(Files.Png));
    }

    [Fact]
    public async Task A_request_that_was_given_up_takes_no_bytes_from_the_next_call()
    {
        var stream = new MemoryStream(Files.Png);
        var shared = new SharedStream(stream, 0);
        var (begun, waiting) = (shared.CreateReader(null), shared.CreateReader(null));
        Assert.Equal(10, await begun.ReadAsync(new byte[10], default));

        await shared.RewindAsync();

        await Assert.ThrowsAsync<SourceConsumedException>(async () => await begun.ReadAsync(new byte[10], default));
        await Assert.ThrowsAsync<SourceConsumedException>(async () => await waiting.ReadAsync(new byte[10], default));
        Assert.Equal(0, stream.Position);
        Assert.Equal(10, await shared.CreateReader(null).ReadAsync(new byte[10], default));
    }

    [Fact]
    public async Task A_stream_that_the_caller_disposed_does_not_hide_the_failure()
    {
        var stream = new MemoryStream(Files.Png);
        using var client = Client(new ScriptedHandler(_ =>
        {
            stream.Dispose();
            return Says(404)(null!);
        }));

        var failed = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, stream, "a.png"));

        Assert.Equal(404, failed.Status);
    }

    [Fact]
    public async Task A_pipe_is_opened_once()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var made = Process.Start("mkfifo", path)) await made.WaitForExitAsync();
        var handler = new ScriptedHandler(Says(503), Says(201, Uploaded));
        using var client = Client(handler);
        var source = UploadSource.FromFile(path);
        using var writer = Process.Start("sh", ["-c", $"cat '{Files.PathOf("png")}' > '{path}'"]);

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));
        var again = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, source));

        Assert.Equal((503, false, false, 1), (refused.Status, refused.IsTransient, source.IsRepeatable, handler.Attempts));
        Assert.Equal(1, handler.Bodies[0].AsSpan().Count(Files.Png));
        Assert.Contains("can be read only once", again.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_the_kernel_is_not_uploaded_empty()
    {
        if (!OperatingSystem.IsLinux()) return;
        var handler = new ScriptedHandler(Says(503), Says(201, Uploaded));
        using var client = Client(handler);

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, UploadSource.FromFile("/proc/version", "version.txt"));

        Assert.All(handler.Bodies, body => Assert.Contains(File.ReadAllText("/proc/version"), Encoding.UTF8.GetString(body), StringComparison.Ordinal));
        Assert.Equal(2, handler.Attempts);
    }

    [Fact]
    public async Task An_empty_file_is_announced_as_empty()
    {
        await File.WriteAllBytesAsync(path, []);
        long? length = null;
        using var client = Client(new ScriptedHandler(request =>
        {
            length = request.Content!.Headers.ContentLength;
            return Says(201, Uploaded)(request);
        }));

        await client.Attachments.UploadAttachmentAsync("a", AttachmentAccess.Public, path);

        Assert.NotNull(length);
    }

    private static ParhelionClient Client(HttpMessageHandler handler) => new(
        new HttpClient(handler), new ParhelionClientOptions { Credentials = ParhelionCredentials.None, RetryDelay = TimeSpan.FromMilliseconds(1) });
}
