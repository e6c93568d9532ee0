using Parhelion.Core.Renditions;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Resumable;
using Parhelion.Core.Usage;
using Parhelion.Server.Access;
using Parhelion.Server.Access.OAuth;
using Parhelion.Server.Addressing;
using Parhelion.Server.Auditing;
using Parhelion.Server.Configuration;
using Parhelion.Server.Connections;
using Parhelion.Server.Logs;
using Parhelion.Server.Media;
using Parhelion.Server.Purging;
using Parhelion.Server.RateLimiting;
using Parhelion.Server.Rendering;
using Parhelion.Server.Scanning;
using Parhelion.Server.Storage;
using Parhelion.Server.Telemetry;
using Parhelion.Server.Uploads;
using Parhelion.Server.WebConsole;
using Parhelion.Server.Webhooks;
using Parhelion.Server.Wire;
using Parhelion.Server.Workers;

namespace Parhelion.Server.Setup;

/// <summary>All settings of the server (section <c>Parhelion</c>). The settings of each feature have a type of their own, in the namespace of the feature. The
/// defaults suit a server on a laptop.</summary>
/// <remarks>If several sources set the same setting, the last source wins. The order of the sources is <c>appsettings.json</c>, environment
/// (<c>Parhelion__Limits__UploadBytes</c>), command line.</remarks>
internal sealed record Settings
{
    /// <summary>Settings of the database and the blob store.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary>The URLs at which clients reach the server.</summary>
    public required ServerUrlSettings Addresses { get; init; }

    /// <summary>Limits of uploads: <c>Limits:UploadBytes</c> and <c>Files:Extensions</c>.</summary>
    public required UploadOptions Uploads { get; init; }

    /// <summary>Limits of resumable uploads: <c>Uploads:ResumableAfter</c> and <c>Uploads:MaxOpen</c>.</summary>
    public required ResumableUploadOptions ResumableUploads { get; init; }

    /// <summary>Settings of the upload protocols: <c>Uploads:InterimResponses</c>.</summary>
    public required InterimResponseSettings InterimResponses { get; init; }

    /// <summary>How much the installation may store: <c>Limits:TotalBytes</c> and <c>Limits:FreeBytes</c>.</summary>
    public required UploadSpaceOptions UploadSpaceCheck { get; init; }

    /// <summary>The scan of uploads for malware.</summary>
    public required AntivirusSettings Antivirus { get; init; }

    /// <summary>The worker processes that make pictures.</summary>
    public required RenderWorkerSettings Rendering { get; init; }

    /// <summary>Limits of other requests.</summary>
    public required JsonBodyLimit Requests { get; init; }

    /// <summary>Settings of client connections.</summary>
    public required ClientConnectionSettings Connections { get; init; }

    /// <summary>How many requests a minute are served.</summary>
    public required RateLimitSettings RequestRateLimiter { get; init; }

    /// <summary>Delivery of media.</summary>
    public required MediaSettings Media { get; init; }

    /// <summary>The pictures of attachments.</summary>
    public required RenditionSettings Images { get; init; }

    /// <summary>The cookie of private media.</summary>
    public required MediaCookieSettings MediaCookie { get; init; }

    /// <summary>The caches in front that the server purges.</summary>
    public required CachePurgeSettings Purge { get; init; }

    /// <summary>An account key that the operator chooses.</summary>
    public required BootstrapKeySettings Keys { get; init; }

    /// <summary>The programs that may ask for access to apps.</summary>
    public required OAuthSettings OAuth { get; init; }

    /// <summary>Delivery of events to webhooks.</summary>
    public required WebhookSettings Webhooks { get; init; }

    /// <summary>The proxies whose forwarded headers the server uses.</summary>
    public required TrustedProxies TrustedProxies { get; init; }

    /// <summary>The log on the console.</summary>
    public required LogSettings Logging { get; init; }

    /// <summary>The audit log.</summary>
    public required AuditSettings Audit { get; init; }

    /// <summary>The console.</summary>
    public required ConsoleSettings Console { get; init; }

    /// <summary>Deletion and clean-up.</summary>
    public required DeletionSettings Deletion { get; init; }

    /// <summary>Where the metrics can be read.</summary>
    public required MetricsSettings Metrics { get; init; }

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="OperatorErrorException">One or more settings are wrong or unknown. The message has a sentence for each of them.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration.GetSection(StorageSettings.MainSection));
        var settings = Read(reader);
        reader.ThrowIfFaulty();
        return settings;
    }

    /// <summary>Lists all settings with their effective values.</summary>
    /// <exception cref="OperatorErrorException">One or more settings are wrong or unknown.</exception>
    public static IEnumerable<EffectiveSetting> Explain(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration.GetSection(StorageSettings.MainSection));
        Read(reader);
        reader.ThrowIfFaulty();
        return reader.Settings;
    }

    private static Settings Read(SettingsReader reader)
    {
        var (storage, addresses) = (StorageSettings.Read(reader), ServerUrlSettings.Read(reader));
        var (uploads, resumableUploads) = (ReadUploads(reader), ReadResumableUploads(reader));
        var images = RenditionSettingsReader.Read(reader);
        return new Settings
        {
            Storage = storage,
            Addresses = addresses,
            Uploads = uploads,
            ResumableUploads = resumableUploads,
            InterimResponses = new InterimResponseSettings { Mode = reader.Choice("Uploads:InterimResponses", InterimResponseMode.Direct) },
            UploadSpaceCheck = ReadUploadSpace(reader, storage),
            Antivirus = AntivirusSettings.Read(reader, uploads),
            Rendering = RenderWorkerSettings.Read(reader, uploads, images),
            Requests = JsonBodyLimit.Read(reader),
            Connections = ClientConnectionSettings.Read(reader, isRemoteStore: storage.Blobs == BlobProvider.S3),
            RequestRateLimiter = RateLimitSettings.Read(reader),
            Media = MediaSettings.Read(reader, storage),
            Images = images,
            MediaCookie = MediaCookieSettings.Read(reader, addresses),
            Purge = CachePurgeSettings.Read(reader, addresses),
            Keys = BootstrapKeySettings.Read(reader),
            OAuth = OAuthSettings.Read(reader),
            Webhooks = WebhookSettings.Read(reader),
            TrustedProxies = TrustedProxies.Read(reader),
            Logging = LogSettings.Read(reader),
            Audit = AuditSettings.Read(reader),
            Console = ConsoleSettings.Read(reader),
            Deletion = DeletionSettings.Read(reader, storage, resumableUploads),
            Metrics = MetricsSettings.Read(reader),
        };
    }

    private static ResumableUploadOptions ReadResumableUploads(SettingsReader reader)
    {
        var defaults = new ResumableUploadOptions();
        return new ResumableUploadOptions
        {
            ResumableAfter = reader.Duration("Uploads:ResumableAfter", defaults.ResumableAfter),
            MaxOpen = (int)reader.Number("Uploads:MaxOpen", defaults.MaxOpen, 1, 1_000_000),
        };
    }

    private static UploadSpaceOptions ReadUploadSpace(SettingsReader reader, StorageSettings storage) => new()
    {
        TotalBytes = reader.OptionalNumber("Limits:TotalBytes", 1, long.MaxValue),
        FreeBytes = reader.Number("Limits:FreeBytes", 0, 0, long.MaxValue),
        Directory = Path.GetFullPath(storage.DataDirectory),
    };

    private static UploadOptions ReadUploads(SettingsReader reader)
    {
        var uploads = new UploadOptions
        {
            MaxBytes = reader.Number("Limits:UploadBytes", 52_428_800, 1, 5L << 30),
            Extensions = reader.List("Files:Extensions", AllowedFileTypes.DefaultExtensions),
        };
        try
        {
            _ = new AllowedFileTypes(uploads.Extensions);
        }
        catch (ArgumentException e)
        {
            // An operator does not know the name of the parameter.
            reader.Add($"Parhelion:Files:Extensions: {e.Message.Split(" (Parameter")[0]}");
        }

        return uploads;
    }
}
