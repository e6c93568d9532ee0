using Parhelion.Server.Configuration;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Media;

/// <summary>Settings of the delivery of media (section <c>Media</c>).</summary>
public sealed record MediaSettings
{
    /// <summary>Default of <c>Media:InlineTypes</c>.</summary>
    private static readonly string[] DefaultInlineTypes = ["image/*", "audio/*", "video/*", "text/plain"];

    /// <summary><c>Media:CacheSeconds</c>: how long caches may keep a public file. Default: 900, the 15 minutes that the API promises at most.</summary>
    public int CacheSeconds { get; init; }

    /// <summary><c>Media:Delivery</c>: who sends the bytes. Default: <see cref="MediaDeliveryMode.Stream"/>.</summary>
    public MediaDeliveryMode Delivery { get; init; }

    /// <summary><c>Media:AccelPrefix</c>: the beginning of <c>X-Accel-Redirect</c>. It is the internal location of nginx that serves the folder <c>blobs</c>.
    /// Default: <c>/_parhelion/</c>.</summary>
    public string AccelPrefix { get; init; } = "";

    /// <summary><c>Media:CatalogEntries</c>: the most attachments whose rows are cached in memory, about 1 KB each. Default: a sixty-fourth of the available
    /// memory; at least 4,000 and at most 200,000 attachments.</summary>
    public int CatalogEntries { get; init; }

    /// <summary><c>Media:HotBytes</c>: the most memory that caches small public files, in bytes. Default: 67,108,864.</summary>
    public long HotBytes { get; init; }

    /// <summary><c>Media:InlineTypes</c>: media types that a browser may show in place. All other types are offered as a download. A type that ends in
    /// <c>/*</c> stands for all types of that kind, except those that can contain scripts. Default: images, audio, video and plain text.</summary>
    public IReadOnlyList<string> InlineTypes { get; init; } = [];

    /// <summary><c>Media:AllowedOrigins</c>: origins other than that of the media whose pages may set the cookie and read private media by script,
    /// such as <c>https://chat.example.org</c>. Default: none.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    internal static MediaSettings Read(SettingsReader reader, StorageSettings storage)
    {
        var settings = new MediaSettings
        {
            CacheSeconds = (int)reader.Number("Media:CacheSeconds", 900, 0, 900),
            Delivery = reader.Choice("Media:Delivery", MediaDeliveryMode.Stream),
            AccelPrefix = reader.Text("Media:AccelPrefix", "/_parhelion/"),
            CatalogEntries = (int)reader.Number("Media:CatalogEntries", RowsInMemory(), 100, 10_000_000),
            HotBytes = reader.Number("Media:HotBytes", 64 << 20, 1 << 20, 1L << 40),
            InlineTypes = reader.List("Media:InlineTypes", DefaultInlineTypes),
            AllowedOrigins = reader.Origins("Media:AllowedOrigins"),
        };
        settings.CheckDelivery(reader, storage);
        return settings;
    }

    // A sixty-fourth of the memory, at 1 KB each.
    private static long RowsInMemory() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 16, 4_000, 200_000);

    private void CheckDelivery(SettingsReader reader, StorageSettings storage)
    {
        if (Delivery == MediaDeliveryMode.Accel && storage.Blobs != BlobProvider.Disk)
        {
            reader.Add($"Parhelion:Media:Delivery is 'Accel', but Parhelion:Blobs:Provider is '{storage.Blobs}'; nginx can send files only with the provider Disk.");
        }

        if (Delivery == MediaDeliveryMode.Redirect && storage.Blobs != BlobProvider.S3)
        {
            reader.Add($"Parhelion:Media:Delivery is 'Redirect', but Parhelion:Blobs:Provider is '{storage.Blobs}'; redirects work only with the provider S3.");
        }

        if (AccelPrefix is ['/', .., '/'] && Uri.IsWellFormedUriString(AccelPrefix, UriKind.Relative) && !AccelPrefix.AsSpan().ContainsAny("?#%")) return;
        reader.Add($"Parhelion:Media:AccelPrefix is '{AccelPrefix}'; it must be a path that begins and ends with a slash, such as /_parhelion/.");
    }
}
