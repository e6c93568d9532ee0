using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Server.Tests;

/// <summary>File names of the world: every one gives a URL that round-trips and headers that hold.</summary>
public sealed class FileNameTests : IAsyncLifetime
{
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("../../etc/passwd.png", "passwd.png")]
    [InlineData("..\\..\\x.png", "x.png")]
    [InlineData("C:\\x.png", "x.png")]
    [InlineData("/abs.png", "abs.png")]
    [InlineData("nul\0byte.png", "nulbyte.png")]
    [InlineData("line%0D%0Abreak: x.png", "linebreak: x.png")]
    [InlineData("quote%22d.png", "quote\"d.png")]
    [InlineData("semi;colon=1.png", "semi;colon=1.png")]
    [InlineData("emoji 😀.png", "emoji 😀.png")]
    [InlineData("مرحبا.png", "مرحبا.png")]
    [InlineData("e\u0301.png", "e\u0301.png")]
    [InlineData("evil\u202Egnp.png", "evilgnp.png")]
    [InlineData("𠜎𠜱.png", "𠜎𠜱.png")]
    [InlineData("100%.png", "100%.png")]
    [InlineData("a+b&c#d?e.png", "a+b&c#d?e.png")]
    [InlineData("UPPER.PNG", "UPPER.PNG")]
    [InlineData("a.exe.png", "a.exe.png")]
    [InlineData("trailing.png. ", "trailing.png")]
    public async Task Name_is_cleaned_and_its_url_round_trips(string sent, string expected)
    {
        var url = await UploadAsync(sent);

        Assert.Equal(expected, Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]));
        using var client = server.CreateAnonymousClient();
        using var served = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(Uploads.Png, await served.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        var disposition = string.Join(", ", served.Content.Headers.NonValidated["Content-Disposition"]);
        Assert.True(Ascii.IsValid(disposition) && !disposition.Any(char.IsControl), disposition);
        Assert.Equal(expected, served.Content.Headers.ContentDisposition!.FileNameStar ?? served.Content.Headers.ContentDisposition.FileName!.Trim('"'));
        using var removed = await Uploads.RemoveAsync(server, url);
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
    }

    [Fact]
    public async Task Long_name_keeps_its_extension()
    {
        var url = await UploadAsync(new string('ü', 1000) + ".png");

        var name = Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]);
        Assert.EndsWith(".png", name, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(name), 200, 255);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=B", "", "shift_jis", "表.png")]
    [InlineData("multipart/form-data; boundary=B; charset=windows-1251", "", "windows-1251", "Отчет.png")]
    [InlineData("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=_charset_\r\n\r\neuc-kr\r\n", "euc-kr", "한글.png")]
    [InlineData("multipart/form-data; boundary=B", "--B\r\nContent-Disposition: form-data; name=_charset_\r\n\r\n\r\n", "big5", "功.png")]
    public async Task Raw_name_of_an_old_page_is_kept(string contentType, string before, string charset, string name)
    {
        byte[] sent = [.. "filename=\""u8, .. Server.Wire.Multipart.Charsets.Find(charset)!.GetBytes(name), .. "\""u8];

        Assert.Equal(name, await UploadAsync(contentType, before, sent));
    }

    [Theory]
    [InlineData("filename*=windows-1251''%CE%F2%F7%E5%F2.png", "Отчет.png")]
    [InlineData("filename*0*=UTF-8''na%C3%AF; filename*1=\"ve.png\"", "naïve.png")]
    [InlineData("filename=\"=?Shift_JIS?B?lVwucG5n?=\"", "表.png")]
    public async Task Name_in_the_notation_of_mail_is_read(string parameter, string expected) =>
        Assert.Equal(expected, await UploadAsync("multipart/form-data; boundary=B", "", Encoding.ASCII.GetBytes(parameter)));

    [Theory]
    [InlineData("a.png.exe", "File rejected. File extension not allowed")]
    [InlineData("none", "File rejected. File extension not allowed")]
    [InlineData("...", "File rejected. File extension not allowed")]
    public async Task Name_without_a_listed_extension_is_refused(string name, string title)
    {
        using var response = await PostAsync(name, Uploads.Png);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal(title, await Uploads.TitleOfAsync(response));
    }

    [Theory]
    [InlineData("MZ\u0090\0\u0003\0\0\0\u0004\0\0\0")]
    [InlineData("\u007FELF\u0002\u0001\u0001\0")]
    [InlineData("#!/bin/sh\necho hi\n")]
    [InlineData("<!DOCTYPE html><html><script>alert(1)</script></html>")]
    public async Task Program_under_the_name_of_a_picture_is_refused(string content)
    {
        using var response = await PostAsync("a.png", Encoding.Latin1.GetBytes(content));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        await Uploads.AssertNothingKeptAsync(server);
    }

    [Fact]
    public async Task Every_sample_comes_back_byte_for_byte_with_its_type()
    {
        using var client = server.CreateAnonymousClient();
        var samples = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "sample.*");
        Assert.True(samples.Length >= 62, $"{samples.Length} samples");
        foreach (var sample in samples)
        {
            var bytes = await File.ReadAllBytesAsync(sample, TestContext.Current.CancellationToken);
            using var created = await Uploads.PostAsync(server, new ByteArrayContent(bytes), Path.GetFileName(sample));
            Assert.True(created.StatusCode == HttpStatusCode.Created, $"{sample}: {created.StatusCode}");
            var attachment = (await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("attachment");
            var url = attachment.GetProperty("mediaUrl").GetString()!;

            using var served = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
            Assert.Equal(bytes, await served.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(attachment.GetProperty("mediaType").GetString(), served.Content.Headers.ContentType!.MediaType);

            using var removed = await Uploads.RemoveAsync(server, url);
            using var gone = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        }

        await Uploads.AssertNothingKeptAsync(server);
    }

    private async Task<string> UploadAsync(string name)
    {
        using var response = await PostAsync(name, Uploads.Png);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    private async Task<string> UploadAsync(string contentType, string before, byte[] parameter)
    {
        using var client = server.CreateClient();
        byte[] form =
        [
            .. Encoding.ASCII.GetBytes(before + "--B\r\nContent-Disposition: form-data; name=\"source\"; "), .. parameter, .. "\r\n\r\n"u8, .. Uploads.Png, .. "\r\n--B--\r\n"u8,
        ];
        using var body = new ByteArrayContent(form);
        body.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var response = await client.PostAsync(Uploads.PathOf(server), body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var url = answer.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
        return Uri.UnescapeDataString(url[(url.LastIndexOf('/') + 1)..]);
    }

    // Written by hand: the form of .NET would clean the name before it is sent.
    private async Task<HttpResponseMessage> PostAsync(string name, byte[] content)
    {
        using var client = server.CreateClient();
        byte[] form =
        [
            .. Encoding.UTF8.GetBytes($"--B\r\nContent-Disposition: form-data; name=\"source\"; filename=\"{name}\"\r\n\r\n"), .. content, .. "\r\n--B--\r\n"u8,
        ];
        using var body = new ByteArrayContent(form);
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=B");
        return await client.PostAsync(Uploads.PathOf(server), body, TestContext.Current.CancellationToken);
    }
}
