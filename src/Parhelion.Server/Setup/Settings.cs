using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Uploading;
using Parhelion.Server.Connections;
using Parhelion.Server.Proxies;

namespace Parhelion.Server.Setup;

/// <summary>Everything that can be configured, section <c>Parhelion</c>. Defaults serve on a laptop; each property names its unit.
/// Sources in rising order: defaults, <c>appsettings.json</c>, environment (<c>Parhelion__Limits__UploadBytes</c>), command line.</summary>
public sealed record Settings
{
    /// <summary>The section of the configuration that faults are named by. The new installation of a move has one of its own.</summary>
    internal string Section { get; init; } = "Parhelion";

    /// <summary>Folder of database, blobs, staged files, master key and credentials. Default: <c>parhelion-data</c>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The URL that clients reach the API at, for links in lists. Default: the address the server listens on.</summary>
    public Uri? PublicBaseUrl { get; init; }

    /// <summary>The URL that media URLs begin with; in production another origin than the API. Default: <see cref="PublicBaseUrl"/>.</summary>
    public Uri? MediaBaseUrl { get; init; }

    /// <summary>Other bases whose media URLs are ours too: former hosts, other names of this one. Default: none.</summary>
    public IReadOnlyList<Uri> MediaBaseUrlAliases { get; init; } = [];

    /// <summary>When an upload counts as stored: <c>Full</c> (flushed to disk, the default) or <c>Os</c>.</summary>
    public Durability Durability { get; init; }

    /// <summary>Where rows and bytes are kept.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary><c>Database:MemorySeconds</c>: how long a node trusts what it remembers of rows that other nodes may have deleted, should their
    /// notice be lost; 0: it asks the database each time. Of no effect with SQLite. Default: 5.</summary>
    public TimeSpan RowsMemory { get; init; }

    /// <summary>Limits of uploads: <c>Limits:UploadBytes</c> and <c>Files:Extensions</c>.</summary>
    public required UploadOptions Uploads { get; init; }

    /// <summary><c>Limits:JsonBytes</c>: most bytes of a JSON body. Default: 102,400.</summary>
    public int JsonBytes { get; init; }

    /// <summary>Connections of clients.</summary>
    public required ConnectionSettings Connections { get; init; }

    /// <summary>Delivery of media.</summary>
    public required MediaSettings Media { get; init; }

    /// <summary>The caches in front, which are told what is gone.</summary>
    public required PurgeSettings Purge { get; init; }

    /// <summary><c>Bootstrap:AccountKeyId</c>: a fixed account key, for automation. Set together with its secret.</summary>
    public string? BootstrapKeyId { get; init; }

    /// <summary><c>Bootstrap:AccountKeySecret</c>: at least 32 characters. A command line shows it to every user of the machine; prefer the environment.</summary>
    public string? BootstrapKeySecret { get; init; }

    /// <summary><c>Secrets:MasterKey</c>: 32 bytes in base64 that encrypt the secrets of keys. Default: made once, in <c>master.key</c>.</summary>
    public byte[]? MasterKey { get; init; }

    /// <summary><c>Webhooks:AllowPrivateTargets</c>: whether webhooks may call addresses that are not on the public internet. Default: only in
    /// the process that makes the installation, on loopback, without <see cref="PublicBaseUrl"/> and <see cref="MediaBaseUrl"/>, and until a request comes
    /// through a proxy.</summary>
    public bool? AllowPrivateTargets { get; init; }

    /// <summary><c>Webhooks:QueueBytes</c>: most bytes that wait for one webhook, with 512 for each event beside what it tells. Beyond it the oldest events are
    /// given up. Default: 67,108,864.</summary>
    public long WebhookQueueBytes { get; init; }

    /// <summary><c>Proxy:Trusted</c>: the proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and <c>Forwarded</c> count. Default: none.</summary>
    public required TrustedProxies TrustedProxies { get; init; }

    /// <summary>Deletion and tidying up.</summary>
    public required DeletionSettings Deletion { get; init; }
}

/// <summary>Delivery of media: section <c>Media</c>.</summary>
public sealed record MediaSettings
{
    /// <summary><c>Media:CacheSeconds</c>: how long caches may keep a public file. Default: 900, the 15 minutes that the API promises at most.</summary>
    public int CacheSeconds { get; init; }

    /// <summary><c>Media:Delivery</c>: who sends the bytes. Default: <see cref="MediaDelivery.Stream"/>.</summary>
    public MediaDelivery Delivery { get; init; }

    /// <summary><c>Media:AccelPrefix</c>: what <c>X-Accel-Redirect</c> begins with: the internal location in which nginx has the folder
    /// <c>blobs</c>. Default: <c>/_parhelion/</c>.</summary>
    public string AccelPrefix { get; init; } = "";

    /// <summary><c>Media:CatalogEntries</c>: attachments whose row is kept in memory, about 1 KB each. Default: a sixty-fourth of the memory that there is; 4,000 to 200,000 of them.</summary>
    public int CatalogEntries { get; init; }

    /// <summary><c>Media:HotBytes</c>: memory for small public files that are read often, in bytes. Default: 67,108,864.</summary>
    public long HotBytes { get; init; }

    /// <summary><c>Media:InlineTypes</c>: media types that a browser may show in place; all others are offered as a download.
    /// A type ending in <c>/*</c> stands for all of that kind, but never for one that can hold script. Default: images, audio, video and plain text.</summary>
    public IReadOnlyList<string> InlineTypes { get; init; } = [];

    /// <summary><c>Media:CookieCrossSite</c>: whether the cookie of private media works on pages of other sites (<c>SameSite=None; Secure;
    /// Partitioned</c>), which browsers take over https and on the machine itself only. Default: false, pages of the same site.</summary>
    public bool CookieCrossSite { get; init; }

    /// <summary><c>Media:AllowedOrigins</c>: origins other than that of the media whose pages may set the cookie and read private media by script,
    /// such as <c>https://chat.example.org</c>. Default: none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}

/// <summary>Who sends the bytes of media.</summary>
public enum MediaDelivery
{
    /// <summary>This server.</summary>
    Stream,

    /// <summary>The nginx in front, which is told by <c>X-Accel-Redirect</c> what file it is. For blobs on disk; nobody else may reach the server.</summary>
    Accel,

    /// <summary>The S3 store itself, at a signed URL that the server redirects to.</summary>
    Redirect,
}

/// <summary>Deletion and tidying up: sections <c>Deletion</c> and <c>Sweep</c>.</summary>
public sealed record DeletionSettings
{
    /// <summary><c>Deletion:ReceiptDays</c>: days that the receipt of an erased attachment is kept. Default: 400.</summary>
    public int ReceiptDays { get; init; }

    /// <summary><c>Deletion:UnusedAfter</c>: how long an upload with <c>for=message</c> waits for its message before it is deleted. Default: for ever.</summary>
    public TimeSpan? UnusedAfter { get; init; }

    /// <summary><c>Deletion:StepRows</c>: most rows that one transaction of a deletion writes or drops. Default: 1,000.</summary>
    public int StepRows { get; init; }

    /// <summary><c>Sweep:OrphanAge</c> and <c>Sweep:QuarantineDays</c>: when files without a row are left over. Defaults: 1 hour, 7 days.</summary>
    public required OrphanOptions Orphans { get; init; }

    /// <summary><c>Sweep:OrphanInterval</c>: how often the store is searched for such files, beside once at start. Default: 6 hours.</summary>
    public TimeSpan OrphanInterval { get; init; }
}
