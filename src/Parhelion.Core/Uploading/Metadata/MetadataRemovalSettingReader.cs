using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion.Core.Uploading.Metadata;

/// <summary>Reads the setting <c>attachmentsStripMetadata</c> of an app.</summary>
internal static class MetadataRemovalSettingReader
{
    /// <summary>Reads it from the settings of an app, which are a JSON object.</summary>
    public static MetadataRemovalLevel Of(string settings)
    {
        // Most apps do not have it, and every upload comes here.
        if (!settings.Contains("attachmentsStripMetadata", StringComparison.Ordinal)) return MetadataRemovalLevel.None;
        return JsonSerializer.Deserialize(settings, ProtocolJson.Default.AppSettings)!.AttachmentsStripMetadata switch
        {
            StripMetadataNames.Location => MetadataRemovalLevel.Location,
            StripMetadataNames.All => MetadataRemovalLevel.All,
            _ => MetadataRemovalLevel.None,
        };
    }
}
