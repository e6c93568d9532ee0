using Parhelion.Core.Blobs;
using Parhelion.Core.Removing;
using Parhelion.Core.Tenancy;
using Parhelion.Core.Uploading;
using Parhelion.Server.Proxies;

namespace Parhelion.Server.Setup;

/// <summary>Makes <see cref="Settings"/> of the configuration, or says what is wrong with it.</summary>
internal static class SettingsLoader
{
    private static readonly TimeSpan LeastSharedOrphanAge = TimeSpan.FromMinutes(1);
    private static readonly string[] InlineTypes = ["image/*", "audio/*", "video/*", "text/plain"];

    /// <exception cref="SettingsException">One or more settings are wrong or unknown.</exception>
    public static Settings Load(IConfiguration configuration)
    {
        var reader = new SettingsReader(configuration.GetSection("Parhelion"));
        var storage = StorageSettings.Read(reader);
        var settings = new Settings
        {
            DataDirectory = Path.GetFullPath(reader.Text("DataDirectory", "parhelion-data")),
            PublicBaseUrl = reader.Url("PublicBaseUrl"),
            MediaBaseUrl = reader.Url("MediaBaseUrl"),
            MediaBaseUrlAliases = reader.Urls("MediaBaseUrlAliases"),
            Durability = reader.Choice("Durability", Durability.Full),
            Storage = storage,
            Connections = ConnectionLimits.Read(reader, isRemoteStore: storage.Blobs == BlobProvider.S3),
            RowsMemory = TimeSpan.FromSeconds(reader.Number("Database:MemorySeconds", 5, 0, 5)),
            Uploads = new UploadOptions
            {
                MaxBytes = reader.Number("Limits:UploadBytes", 52_428_800, 1, 5L << 30),
                Extensions = reader.List("Files:Extensions", FileTypes.DefaultExtensions),
            },
            JsonBytes = (int)reader.Number("Limits:JsonBytes", 102_400, 1024, 10 << 20),
            Media = new MediaSettings
            {
                CacheSeconds = (int)reader.Number("Media:CacheSeconds", 900, 0, 900),
                Delivery = reader.Choice("Media:Delivery", MediaDelivery.Stream),
                AccelPrefix = reader.Text("Media:AccelPrefix", "/_parhelion/"),
                CatalogEntries = (int)reader.Number("Media:CatalogEntries", RowsInMemory(), 100, 10_000_000),
                HotBytes = reader.Number("Media:HotBytes", 64 << 20, 1 << 20, 1L << 40),
                InlineTypes = reader.List("Media:InlineTypes", InlineTypes),
                CookieCrossSite = reader.Switch("Media:CookieCrossSite") ?? false,
                AllowedOrigins = reader.Origins("Media:AllowedOrigins"),
            },
            Purge = PurgeSettings.Read(reader),
            BootstrapKeyId = reader.Text("Bootstrap:AccountKeyId"),
            BootstrapKeySecret = reader.Secret("Bootstrap:AccountKeySecret", secret => secret.Length >= 32, "at least 32 characters long"),
            MasterKey = MasterKey(reader),
            WebhookQueueBytes = reader.Number("Webhooks:QueueBytes", 64 << 20, 1 << 20, 1L << 40),
            AllowPrivateTargets = reader.Switch("Webhooks:AllowPrivateTargets"),
            TrustedProxies = TrustedProxies.Read(reader),
            Deletion = new DeletionSettings
            {
                ReceiptDays = (int)reader.Number("Deletion:ReceiptDays", 400, 0, 36_500),
                StepRows = (int)reader.Number("Deletion:StepRows", 1000, Removal.LeastStepRows, 1000),
                UnusedAfter = reader.OptionalDuration("Deletion:UnusedAfter"),
                Orphans = new OrphanOptions
                {
                    LeastAge = reader.Duration("Sweep:OrphanAge", TimeSpan.FromHours(1)),
                    QuarantineTime = TimeSpan.FromDays(reader.Number("Sweep:QuarantineDays", 7, 1, 3650)),
                },
                OrphanInterval = reader.Duration("Sweep:OrphanInterval", TimeSpan.FromHours(6)),
            },
        };
        CheckMasterKey(reader, settings);
        CheckBootstrap(reader, settings);
        CheckExtensions(reader, settings);
        CheckCookie(reader, settings);
        CheckDelivery(reader, settings);
        CheckPurge(reader, settings);
        CheckOrphans(reader, settings);
        reader.ThrowIfFaulty();
        return settings;
    }

    // A sixty-fourth of the memory, at 1 KB each.
    private static long RowsInMemory() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 16, 4_000, 200_000);

    private static byte[]? MasterKey(SettingsReader reader)
    {
        var buffer = new byte[SecretEncryption.MasterKeyBytes];
        var text = reader.Secret(
            "Secrets:MasterKey",
            value => Convert.TryFromBase64String(value, buffer, out var written) && written == SecretEncryption.MasterKeyBytes,
            $"{SecretEncryption.MasterKeyBytes} bytes in base64, as 'openssl rand -base64 {SecretEncryption.MasterKeyBytes}' prints them");
        return text is null ? null : buffer;
    }

    // One that each node makes for itself opens nothing that another has written.
    private static void CheckMasterKey(SettingsReader reader, Settings settings)
    {
        if (settings.Storage.Database == DatabaseProvider.Sqlite || reader.Text("Secrets:MasterKey") is not null) return;
        reader.Add($"Parhelion:Secrets:MasterKey is missing; nodes that share a database share it too. 'openssl rand -base64 {SecretEncryption.MasterKeyBytes}' makes one.");
    }

    private static void CheckBootstrap(SettingsReader reader, Settings settings)
    {
        if (settings.BootstrapKeyId is null != settings.BootstrapKeySecret is null)
        {
            reader.Add("Parhelion:Bootstrap:AccountKeyId and Parhelion:Bootstrap:AccountKeySecret belong together: set both or none.");
        }

        if (settings.BootstrapKeyId is { } id && !(id.StartsWith(ApiKey.AccountPrefix, StringComparison.Ordinal) && Core.ObjectId.IsValid(id.AsSpan(4))))
        {
            reader.Add($"Parhelion:Bootstrap:AccountKeyId is '{id}'; it must be act_ followed by 24 lower-case hexadecimal characters.");
        }
    }

    // Without TLS a browser drops such a cookie and says nothing; only the machine itself is trusted.
    private static void CheckCookie(SettingsReader reader, Settings settings)
    {
        if (!settings.Media.CookieCrossSite || (settings.MediaBaseUrl ?? settings.PublicBaseUrl) is not { } media) return;
        if (media.Scheme == Uri.UriSchemeHttps || media.IsLoopback) return;
        reader.Add($"Parhelion:Media:CookieCrossSite is 'true' and media are at '{media}'; browsers take such a cookie over https only.");
    }

    private static void CheckDelivery(SettingsReader reader, Settings settings)
    {
        if (settings.Media.Delivery == MediaDelivery.Accel && settings.Storage.Blobs != BlobProvider.Disk)
        {
            reader.Add($"Parhelion:Media:Delivery is 'Accel' and Parhelion:Blobs:Provider is '{settings.Storage.Blobs}'; nginx sends files of Disk only.");
        }

        if (settings.Media.Delivery == MediaDelivery.Redirect && settings.Storage.Blobs != BlobProvider.S3)
        {
            reader.Add($"Parhelion:Media:Delivery is 'Redirect' and Parhelion:Blobs:Provider is '{settings.Storage.Blobs}'; only S3 can be redirected to.");
        }

        var prefix = settings.Media.AccelPrefix;
        if (prefix is ['/', .., '/'] && Uri.IsWellFormedUriString(prefix, UriKind.Relative) && !prefix.AsSpan().ContainsAny("?#%")) return;
        reader.Add($"Parhelion:Media:AccelPrefix is '{prefix}'; it must be a path that begins and ends with a slash, such as /_parhelion/.");
    }

    // Media URLs that begin with the address of the server itself lead past every cache.
    private static void CheckPurge(SettingsReader reader, Settings settings)
    {
        if (settings.Purge.Targets.Count == 0 || (settings.MediaBaseUrl ?? settings.PublicBaseUrl) is not null) return;
        reader.Add("Parhelion:Purge:Targets names a cache, but neither Parhelion:MediaBaseUrl nor Parhelion:PublicBaseUrl says at what URL readers reach it.");
    }

    // Between the bytes of an upload and its row lie a few milliseconds; with a database that is being restarted, up to half a minute.
    private static void CheckOrphans(SettingsReader reader, Settings settings)
    {
        var age = settings.Deletion.Orphans.LeastAge;
        if (settings.Storage.Database == DatabaseProvider.Sqlite || age >= LeastSharedOrphanAge) return;
        reader.Add($"Parhelion:Sweep:OrphanAge is '{age}'; where nodes share a database it must be {LeastSharedOrphanAge} or more, so that no node takes the upload of another for litter.");
    }

    private static void CheckExtensions(SettingsReader reader, Settings settings)
    {
        try
        {
            _ = new FileTypes(settings.Uploads.Extensions);
        }
        catch (ArgumentException e)
        {
            // Without the name of the parameter, which is no operator's word.
            reader.Add($"Parhelion:Files:Extensions: {e.Message.Split(" (Parameter")[0]}");
        }
    }
}
