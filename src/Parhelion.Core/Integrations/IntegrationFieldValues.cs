using System.Text;
using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;

namespace Parhelion.Core.Integrations;

/// <summary>Holds the values of the fields of one integration, with the secrets in clear text. These objects exist only in memory: <see cref="WriteTo"/>
/// encrypts the secrets for the database.</summary>
public sealed class IntegrationFieldValues
{
    private readonly JsonObject plain;
    private readonly JsonObject secret;
    private readonly List<string> changed = [];

    private IntegrationFieldValues(JsonObject plain, JsonObject secret) => (this.plain, this.secret) = (plain, secret);

    /// <summary>Names of the fields that were set to another value.</summary>
    public IReadOnlyList<string> Changed => changed;

    /// <summary>Whether the fields take more than <see cref="IntegrationTypes.MaxBytes"/>.</summary>
    public bool IsTooLarge => SizeOf(plain) + SizeOf(secret) > IntegrationTypes.MaxBytes;

    /// <summary>Reads the fields of a row.</summary>
    public static IntegrationFieldValues Open(IntegrationRow row, SecretEncryption encryption)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(encryption);
        return new(Parse(row.Fields), row.Secrets is null ? new JsonObject() : Parse(encryption.Open(row.Id, row.Secrets)));
    }

    /// <summary>Returns the switchboard integration that answers first what users write through a channel; <c>null</c> if the integration names none.</summary>
    public static string? DefaultResponderOf(IntegrationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Parse(row.Fields)[IntegrationTypes.DefaultResponderId]?.GetValue<string>();
    }

    /// <summary>Returns the value of a field; <c>null</c> if it is not set.</summary>
    public JsonNode? Find(IntegrationFieldRule rule) => HolderOf(rule)[rule.Name];

    /// <summary>Sets a field to a value, or removes it if the value is <c>null</c>.</summary>
    public void Set(IntegrationFieldRule rule, JsonNode? value)
    {
        var holder = HolderOf(rule);
        if (JsonNode.DeepEquals(holder[rule.Name], value)) return;
        if (value is null) holder.Remove(rule.Name);
        else holder[rule.Name] = value;
        changed.Add(rule.Name);
    }

    /// <summary>Returns the row with these fields. The secrets are encrypted again only if a field was changed.</summary>
    public IntegrationRow WriteTo(IntegrationRow row, SecretEncryption encryption)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(encryption);
        return changed.Count == 0 ? row : row with { Fields = WireJson.Text(plain), Secrets = secret.Count == 0 ? null : encryption.Seal(row.Id, WireJson.Text(secret)) };
    }

    private static int SizeOf(JsonObject fields) => Encoding.UTF8.GetByteCount(WireJson.Text(fields));

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private JsonObject HolderOf(IntegrationFieldRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.IsSecret ? secret : plain;
    }
}
