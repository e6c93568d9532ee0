using System.Net;
using System.Text.Json;
using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Serving;
using Parhelion.Server.Configuration;
using Parhelion.Server.Purging;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Tests.Purging;

/// <summary>What each kind of cache is sent, to the letter, and how much of it in one call.</summary>
public sealed class PurgeCallTests
{
    private static readonly Uri Media = new("https://media.example.org/files");
    private static readonly MediaUrls Urls = new(Media, [new Uri("https://old.example.org")]);

    [Fact]
    public async Task Varnish_is_sent_the_tag()
    {
        var (call, key, _) = await RecordAsync("Kind=Varnish", "Url={recorder}");

        Assert.Equal(("PURGE /", key, ""), (call.Line, call.Header("xkey"), call.Body));
    }

    [Fact]
    public async Task Nginx_is_sent_the_path_of_the_media_url()
    {
        var (call, _, path) = await RecordAsync("Kind=Nginx", "Url={recorder}");

        Assert.Equal(($"PURGE /files{path}", ""), (call.Line, call.Body));
        Assert.EndsWith("/a%20b%C3%A4%25.png", call.Line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3cret")]
    [InlineData(null)]
    public async Task Hook_is_posted_urls_and_tags(string? token)
    {
        string[] settings = ["Kind=Http", "Url={recorder}/purge/here"];
        var (call, key, path) = await RecordAsync(token is null ? settings : [.. settings, $"Token={token}"]);

        Assert.Equal(("POST /purge/here", "application/json"), (call.Line, call.Header("Content-Type")));
        Assert.Equal(token is null ? "" : "Bearer s3cret", call.Header("Authorization"));
        Assert.Equal($$"""{"urls":["https://media.example.org/files{{path}}"],"tags":["{{key}}"]}""", call.Body);
    }

    [Fact]
    public async Task Fastly_is_sent_the_surrogate_key_and_reads_it_from_answers()
    {
        var (call, key, _) = await RecordAsync("Kind=Fastly", "Url={recorder}", "Service=SU1Z0isxPaozGVKXdv0eY", "Token=s3cret");

        Assert.Equal(("POST /service/SU1Z0isxPaozGVKXdv0eY/purge", "0", ""), (call.Line, call.Header("Content-Length"), call.Body));
        Assert.Equal(("s3cret", key, "application/json"), (call.Header("Fastly-Key"), call.Header("Surrogate-Key"), call.Header("Accept")));
        // Otherwise the files were not dropped, but shown once more.
        Assert.DoesNotContain("Fastly-Soft-Purge", call.Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Url", """{"files":["https://media.example.org/files{path}"]}""")]
    [InlineData("Tag", """{"tags":["{key}"]}""")]
    public async Task Cloudflare_is_posted_the_url_or_the_tag(string by, string body)
    {
        var (call, key, path) = await RecordAsync("Kind=Cloudflare", "Url={recorder}/client/v4", "Zone=023e105f4ecef8ad9ca31a8372d0c353", "Token=s3cret", $"By={by}");

        Assert.Equal("POST /client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache", call.Line);
        Assert.Equal(("Bearer s3cret", "application/json"), (call.Header("Authorization"), call.Header("Content-Type")));
        Assert.Equal(body.Replace("{path}", path, StringComparison.Ordinal).Replace("{key}", key, StringComparison.Ordinal), call.Body);
    }

    [Fact]
    public void Public_apis_are_where_they_are_without_a_setting()
    {
        var settings = Load("Kind=Fastly;Service=a;Token=t", "Kind=Cloudflare;Zone=b;Token=t");

        Assert.Equal("https://api.fastly.com/", settings.Targets[0].Url.AbsoluteUri);
        Assert.Equal("https://api.cloudflare.com/client/v4", settings.Targets[1].Url.AbsoluteUri);
    }

    [Fact]
    public void Calls_are_as_few_as_each_kind_allows()
    {
        var purges = Purges(600);

        Assert.Equal([256, 256, 88], SizesOf(new VarnishPurgeTarget(Media), purges));
        Assert.All(new VarnishPurgeTarget(Media).Calls(purges), call => Assert.InRange(call.Request.Headers.GetValues("xkey").Single().Length, 1, 8000));
        Assert.Equal([256, 256, 88], SizesOf(new FastlyPurgeTarget(Media, "s", "t"), purges));
        Assert.Equal([.. Enumerable.Repeat(30, 20)], SizesOf(new CloudflarePurgeTarget(Media, "z", "t", PurgeBy.Tag, Urls), purges));
        // Each has two URLs.
        Assert.Equal([.. Enumerable.Repeat(15, 40)], SizesOf(new CloudflarePurgeTarget(Media, "z", "t", PurgeBy.Url, Urls), purges));
        Assert.Equal([.. Enumerable.Repeat(100, 6)], SizesOf(new HookPurgeTarget(Media, null, Urls), purges));
        Assert.Equal([.. Enumerable.Repeat(1, 1200)], SizesOf(new NginxPurgeTarget(Media, Urls), purges));
    }

    [Fact]
    public void Former_bases_are_purged_too()
    {
        var purgeRequest = Purges(1);

        Assert.Equal(
            [$"https://cache.example.org/files{purgeRequest[0].Paths[0]}", $"https://cache.example.org{purgeRequest[0].Paths[0]}"],
            new NginxPurgeTarget(new Uri("https://cache.example.org"), Urls).Calls(purgeRequest).Select(call => call.Request.RequestUri!.AbsoluteUri));
    }

    [Fact]
    public async Task What_left_before_there_was_a_cache_is_told_by_tag_only()
    {
        PurgeRequest[] purges = [new(BlobKey.New(), [])];

        Assert.Single(new VarnishPurgeTarget(Media).Calls(purges));
        Assert.Empty(new NginxPurgeTarget(Media, Urls).Calls(purges));
        Assert.Empty(new CloudflarePurgeTarget(Media, "z", "t", PurgeBy.Url, Urls).Calls(purges));
        var hook = Assert.Single(new HookPurgeTarget(Media, null, Urls).Calls(purges));
        var body = JsonDocument.Parse(await hook.Request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal((0, 1), (body.GetProperty("urls").GetArrayLength(), body.GetProperty("tags").GetArrayLength()));
    }

    [Theory]
    [InlineData(200, """{"success":true,"errors":[]}""", true)]
    [InlineData(200, """{"success":false,"errors":[{"code":1134}]}""", false)]
    [InlineData(200, "<html>", false)]
    [InlineData(429, """{"success":true}""", false)]
    public async Task Cloudflare_confirms_in_its_body(int status, string body, bool confirms)
    {
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, null, "application/json") };

        Assert.Equal(confirms, await new CloudflarePurgeTarget(Media, "z", "t", PurgeBy.Tag, Urls).ConfirmsAsync(answer, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Url=http://127.0.0.1", "Purge:Targets:0:Kind is missing; it must be one of Varnish, Nginx, Http, Fastly, Cloudflare.")]
    [InlineData("Kind=Squid", "Purge:Targets:0:Kind is 'Squid'; it must be one of Varnish, Nginx, Http, Fastly, Cloudflare.")]
    [InlineData("Kind=Varnish", "Purge:Targets:0:Url is missing; Varnish needs it.")]
    [InlineData("Kind=Nginx;Url=/", "Purge:Targets:0:Url is '/'; it must be an absolute http or https URL")]
    [InlineData("Kind=Nginx;Url=http://u:s3cret@127.0.0.1", "Purge:Targets:0:Url contains a user name or a password")]
    [InlineData("Kind=Nginx;Url=http://127.0.0.1;Token=s3cret", "Purge:Targets:0:Token has no effect with Nginx; remove it.")]
    [InlineData("Kind=Fastly;Token=s3cret", "Purge:Targets:0:Service is missing; Fastly needs it.")]
    [InlineData("Kind=Fastly;Service=a", "Purge:Targets:0:Token is missing; Fastly needs it.")]
    [InlineData("Kind=Fastly;Service=a;Token=s3cret two", "Purge:Targets:0:Token is invalid (its value is not shown)")]
    [InlineData("Kind=Cloudflare;Token=s3cret", "Purge:Targets:0:Zone is missing; Cloudflare needs it.")]
    [InlineData("Kind=Cloudflare;Token=s3cret;Zone=a;By=Host", "Purge:Targets:0:By is 'Host'; it must be one of Url, Tag.")]
    [InlineData("Kind=Varnish;Url=http://127.0.0.1;Zone=a", "Purge:Targets:0:Zone has no effect with Varnish; remove it.")]
    [InlineData("Kind=Varnish;Url=http://127.0.0.1;Bam=a", "Purge:Targets:0:Bam is not a setting.")]
    public void Fault_is_named_and_no_secret_shown(string target, string fault)
    {
        var message = Assert.Throws<OperatorErrorException>(() => Load(target)).Message;

        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_without_a_url_for_readers_stops_the_start() => Assert.Contains(
        "Parhelion:MediaBaseUrl and Parhelion:PublicBaseUrl are missing",
        (await Assert.ThrowsAsync<OperatorErrorException>(() => FrontedServer.StartAsync(mediaBase: null, [["Kind=Varnish", "Url=http://127.0.0.1"]]))).Message,
        StringComparison.Ordinal);

    private static CachePurgeSettings Load(params string[] targets)
    {
        var settings = targets.SelectMany((target, index) => target.Split(';').Select(
            setting => KeyValuePair.Create($"Parhelion:Purge:Targets:{index}:{setting.Split('=')[0]}", (string?)setting.Split('=', 2)[1])));
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager();
        foreach (var (name, value) in settings.Append(KeyValuePair.Create("Parhelion:MediaBaseUrl", (string?)"https://media.example.org"))) configuration[name] = value;
        return Settings.Read(configuration).Purge;
    }

    [Fact]
    public void Every_url_of_a_file_is_purged_and_its_tag_once()
    {
        var key = BlobKey.New();
        var path = $"/apps/0123456789abcdef01234567/{key}/a.png";
        PurgeRequest[] purges = [new(key, [path, $"{path}?rendition=preview", $"{path}?rendition=preview&format=png"])];
        var cache = new Uri("http://127.0.0.1:1");

        var nginx = new NginxPurgeTarget(cache, Urls).Calls(purges).Select(call => call.Request.RequestUri!.PathAndQuery).ToList();
        var varnish = new VarnishPurgeTarget(cache).Calls(purges).Single();

        // The paths of both hosts: that of the media and its alias.
        Assert.Equal(6, nginx.Count);
        Assert.Contains($"/files{path}?rendition=preview&format=png", nginx);
        Assert.Contains($"{path}?rendition=preview", nginx);
        Assert.Equal([key.Value], varnish.Request.Headers.GetValues("xkey"));
        // Each URL is an item of its own for Cloudflare, which takes 30 in a call.
        Assert.Equal([15, 15, 15], SizesOf(new CloudflarePurgeTarget(cache, "zone", "token", PurgeBy.Url, Urls), [.. Enumerable.Repeat(purges[0], 15)]));
    }

    private static PurgeRequest[] Purges(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => BlobKey.New()).Select(key => new PurgeRequest(key, [$"/apps/0123456789abcdef01234567/{key}/a.png"]))];

    private static List<int> SizesOf(IPurgeTarget target, IReadOnlyList<PurgeRequest> purges) => [.. target.Calls(purges).Select(call => call.Keys.Count)];

    // The call that comes when a file with a difficult name is removed; its key, and its path.
    private static async Task<(RecordedCall Call, string Key, string Path)> RecordAsync(params string[] settings)
    {
        await using var recorder = await PurgeRecorder.StartAsync();
        await using var fronted = await FrontedServer.StartAsync(Media, [[.. settings.Select(setting => setting.Replace("{recorder}", recorder.Url, StringComparison.Ordinal))]]);
        var url = await Uploads.UploadAsync(fronted.Server, Uploads.Png, "a bä%.png");
        using var answer = await fronted.Server.CreateAnonymousClient().GetAsync(new Uri(url).AbsolutePath, TestContext.Current.CancellationToken);
        using var removed = await Uploads.RemoveAsync(fronted.Server, url);

        var call = (await recorder.WaitAsync(1))[0];
        var path = url[Media.AbsoluteUri.Length..];
        var key = path.Split('/')[3];
        var isFastly = settings.Contains("Kind=Fastly");
        Assert.Equal($"{key},app-{fronted.Server.AppId}", answer.Headers.GetValues("Cache-Tag").Single());
        Assert.Equal(isFastly, answer.Headers.TryGetValues("Surrogate-Key", out var keys));
        if (isFastly) Assert.Equal($"{key} app-{fronted.Server.AppId}", keys!.Single());
        Assert.Equal(recorder.Host, call.Header("Host"));
        return (call, key, path);
    }
}
