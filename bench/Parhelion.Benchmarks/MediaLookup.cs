using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Parhelion.Core.Naming;
using Parhelion.Core.Serving;
using Parhelion.Server.Media;
using Parhelion.Server.Purging;

namespace Parhelion.Benchmarks;

/// <summary>The way of a GET up to its bytes: path, catalog, header.</summary>
[MemoryDiagnoser]
public class MediaLookup
{
    private readonly SafeMediaPolicy policy = new(new MediaSettings { CacheSeconds = 900, InlineTypes = ["image/*"] }, new CachePurgeSettings());
    private Catalogs catalogs = null!;
    private AttachmentCache<MediaFileInfo> remembering = null!;
    private AttachmentCache<MediaFileInfo> forgetful = null!;
    private MediaFileInfo entry = null!;
    private string path = "";
    private string url = "";
    private MediaUrls urls = null!;
    private DefaultHttpContext http = null!;

    [GlobalSetup]
    public void Setup()
    {
        catalogs = new Catalogs();
        entry = new MediaFileInfo(catalogs.Attachment, policy);
        path = (catalogs.Attachment.Path with { ConversationId = catalogs.App.Id }).ToString();
        urls = new MediaUrls(new Uri("https://media.example.org/files"), [new Uri("https://old.example.org")]);
        url = urls.Format(catalogs.Attachment.Path);
        remembering = new AttachmentCache<MediaFileInfo>(catalogs.Database, row => new MediaFileInfo(row, policy), 20_000, Catalogs.Forever);
        forgetful = new AttachmentCache<MediaFileInfo>(catalogs.Database, row => new MediaFileInfo(row, policy), 20_000, new(TimeSpan.Zero, TimeProvider.System));
        http = new DefaultHttpContext();
        if (!ParsePath()) throw new InvalidOperationException($"This is not the path of a media URL: {path}");
        if (!ParseUrl()) throw new InvalidOperationException($"This is not a media URL: {url}");
    }

    [GlobalCleanup]
    public void Cleanup() => catalogs.Dispose();

    [Benchmark]
    public bool ParsePath() => MediaPath.TryParseTarget(path, out _, out _);

    [Benchmark]
    public bool ParseUrl() => urls.TryParse(url, out _);

    [Benchmark]
    public async Task<bool> FindInMemory() => await remembering.FindAsync(catalogs.Attachment.Key) is not null;

    [Benchmark]
    public async Task<bool> FindInRows() => await forgetful.FindAsync(catalogs.Attachment.Key) is not null;

    [Benchmark]
    public void WriteHeaders()
    {
        http.Response.Headers.Clear();
        MediaHeaders.Write(http.Response, entry, policy.Public, RangeOutcome.WholeFile, new ByteRange(0, entry.Size));
    }

    [Benchmark]
    public void WriteHeadersOfRange()
    {
        http.Response.Headers.Clear();
        MediaHeaders.Write(http.Response, entry, policy.Public, RangeOutcome.Partial, new ByteRange(4096, 4096));
    }
}
