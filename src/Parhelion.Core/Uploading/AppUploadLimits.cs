using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading;

/// <summary>
/// The limits that the settings of an app set for its attachments. They limit the number of attachments, their total size, the size of one file, and the
/// allowed file extensions.
/// </summary>
/// <param name="Count">Largest number of attachments; <c>null</c>: no limit.</param>
/// <param name="Bytes">Largest size of all attachments in bytes; <c>null</c>: no limit.</param>
/// <param name="FileBytes">Largest size of one file in bytes; <c>null</c>: the limit of the server.</param>
public sealed record AppUploadLimits(long? Count, long? Bytes, long? FileBytes)
{
    /// <summary>No limits.</summary>
    public static readonly AppUploadLimits None = new(null, null, null);

    /// <summary>The extensions that the app allows, without dots; <c>null</c>: all that the server allows.</summary>
    public IReadOnlyCollection<string>? Extensions { get; init; }

    /// <summary>Whether the app has a limit on all of its attachments together.</summary>
    public bool LimitsUsage => Count is not null || Bytes is not null;

    /// <summary>Reads the quota of the settings of an app, which are a JSON object.</summary>
    public static AppUploadLimits Of(string settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        // Most apps have no quota, and every upload comes here.
        if (!Has(settings, "attachmentsQuota") && !Has(settings, "attachmentsMaxBytes") && !Has(settings, "attachmentsExtensions")) return None;
        var read = JsonSerializer.Deserialize(settings, ProtocolJson.Default.AppSettings)!;
        return new AppUploadLimits(read.AttachmentsQuotaCount, read.AttachmentsQuotaBytes, read.AttachmentsMaxBytes) { Extensions = read.AttachmentsExtensions };
    }

    /// <summary>Whether an app may have so many attachments.</summary>
    public bool Allows(UsageTotal usage) => !(usage.Count > Count) && !(usage.Bytes > Bytes);

    private static bool Has(string settings, string name) => settings.Contains(name, StringComparison.Ordinal);
}
