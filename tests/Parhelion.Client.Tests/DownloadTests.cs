using Microsoft.AspNetCore.Http;
using Parhelion.Testing;

namespace Parhelion.Client.Tests;

/// <summary>Downloads to files and into memory.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-download-").FullName;

    private string Target => Path.Combine(folder, "a.png");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_file_is_written_where_it_was_asked_for()
    {
        await using var server = await ParhelionServer.StartAsync();
        using var client = server.CreateParhelionClient();
        var attachment = await client.Attachments.UploadAttachmentAsync(server.AppId, AttachmentAccess.Private, Files.Png, "a.png");
        await File.WriteAllBytesAsync(Target, Files.PngOf(500_000));

        Assert.Equal(Files.Png.Length, await client.Attachments.DownloadToAsync(attachment.MediaUrl, Target));
        Assert.Equal(Files.Png, await File.ReadAllBytesAsync(Target));

        await client.Attachments.DownloadToAsync(attachment.MediaUrl, Target, new DownloadOptions { Offset = 10, Length = 20 });
        Assert.Equal(Files.Png[10..30], await File.ReadAllBytesAsync(Target));
        Assert.Equal(Files.Png, await client.Attachments.DownloadContentAsync(attachment.MediaUrl));
    }

    [Fact]
    public async Task A_download_that_is_refused_leaves_a_file_of_this_name_alone()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);
        await File.WriteAllTextAsync(Target, "mine");

        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadToAsync($"{host.Url}/a.png", Target));
        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadToAsync($"{host.Url}/a.png", Target + ".new"));

        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
        Assert.False(File.Exists(Target + ".new"));
    }

    [Fact]
    public async Task A_download_that_breaks_leaves_no_new_file()
    {
        await using var host = await StubHost.StartAsync(async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("0123456789");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadToAsync($"{host.Url}/a.png", Target));

        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Links_are_followed_and_devices_stay_devices()
    {
        await using var host = await StubHost.StartAsync(http => http.Response.WriteAsync("0123456789"));
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);
        var link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, Target);

        await client.Attachments.DownloadToAsync($"{host.Url}/a.png", link);
        await client.Attachments.DownloadToAsync($"{host.Url}/a.png", "/dev/null");

        Assert.Equal("0123456789", await File.ReadAllTextAsync(Target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Equal(0, new FileInfo("/dev/null").Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_too_large_for_memory_is_refused(bool isAnnounced)
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            if (isAnnounced) http.Response.ContentLength = 11;
            return http.Response.WriteAsync("01234567890");
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadContentAsync($"{host.Url}/a.png", maxBytes: 10));

        Assert.Contains("more than 10 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Equal(11, (await client.Attachments.DownloadContentAsync($"{host.Url}/a.png", maxBytes: 11)).Length);
    }

    [Fact]
    public async Task Of_a_long_refusal_the_beginning_is_kept()
    {
        await using var host = await StubHost.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            return http.Response.WriteAsync(new string('x', 200_000));
        });
        using var client = new ParhelionClient(new Uri(host.Url), ParhelionCredentials.None);

        var refused = await Assert.ThrowsAsync<ParhelionException>(() => client.Attachments.DownloadAsync($"{host.Url}/a.png"));

        Assert.Equal(64 * 1024, refused.Body!.Length);
    }
}
