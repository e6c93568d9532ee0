using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Core.Auditing;

/// <summary>Lists the names of the fields that differ between two versions of a database row, for the audit log. The names are those of the API. The values are
/// left out, because some of them are secrets or personal data.</summary>
internal static class AuditChangedFields
{
    private const string DisplayName = "displayName";

    /// <summary>Names the changed fields of an app, with a name for each setting, such as <c>settings.attachmentsAccess</c>.</summary>
    public static AuditDetail Of(AppRow before, AppRow after) => new()
    {
        Changed =
        [
            .. Name(DisplayName, before.DisplayName != after.DisplayName),
            .. Name("metadata", before.Metadata != after.Metadata),
            .. ChangedSettings(before.Settings, after.Settings),
        ],
    };

    /// <summary>Names the changed fields of an integration.</summary>
    public static AuditDetail Of(IntegrationRow before, IntegrationRow after, IReadOnlyList<string> fields) =>
        new() { Changed = [.. Name(DisplayName, before.DisplayName != after.DisplayName), .. fields] };

    /// <summary>Names the changed fields of a webhook.</summary>
    public static AuditDetail Of(WebhookRow before, WebhookRow after) => new()
    {
        IntegrationId = after.IntegrationId,
        Changed =
        [
            .. Name("target", before.Target != after.Target),
            .. Name("triggers", before.Triggers != after.Triggers),
            .. Name("includeFullUser", before.IncludeFullUser != after.IncludeFullUser),
            .. Name("includeFullSource", before.IncludeFullSource != after.IncludeFullSource),
        ],
    };

    /// <summary>Names the changed fields of a switchboard.</summary>
    public static AuditDetail Of(SwitchboardRow before, SwitchboardRow after) => new()
    {
        Changed = [.. Name("enabled", before.IsEnabled != after.IsEnabled), .. Name("defaultSwitchboardIntegrationId", before.DefaultId != after.DefaultId)],
    };

    /// <summary>Names the changed fields of a switchboard integration.</summary>
    public static AuditDetail Of(SwitchboardIntegrationRow before, SwitchboardIntegrationRow after) => new()
    {
        IntegrationId = after.IntegrationId,
        Changed =
        [
            .. Name("name", before.Name != after.Name),
            .. Name("integrationId", before.IntegrationId != after.IntegrationId),
            .. Name("deliverStandbyEvents", before.DeliversStandbyEvents != after.DeliversStandbyEvents),
            .. Name("nextSwitchboardIntegrationId", before.NextId != after.NextId),
            .. Name("messageHistoryCount", before.MessageHistoryCount != after.MessageHistoryCount),
        ],
    };

    private static IEnumerable<string> ChangedSettings(string before, string after)
    {
        var (earlier, later) = (Read(before), Read(after));
        return earlier.Keys.Union(later.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => TextOf(earlier, name) != TextOf(later, name)).Select(name => $"settings.{name}");
    }

    private static IReadOnlyDictionary<string, JsonElement> Read(string settings) => JsonSerializer.Deserialize(settings, ProtocolJson.Default.IReadOnlyDictionaryStringJsonElement)!;

    private static string? TextOf(IReadOnlyDictionary<string, JsonElement> settings, string name) => settings.TryGetValue(name, out var value) ? value.GetRawText() : null;

    private static IEnumerable<string> Name(string name, bool isChanged) => isChanged ? [name] : [];
}
