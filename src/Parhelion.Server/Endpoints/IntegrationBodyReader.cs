using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Integrations;
using Parhelion.Core.Tenancy;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of an integration from a request body, and merges these fields with a stored row. The type of the integration determines which
/// fields are read.</summary>
internal sealed class IntegrationBodyReader(SecretEncryption encryption, TimeProvider clock)
{
    private const int MaxEntries = 100;
    private const int SecretBytes = 16;

    private static readonly string[] PrechatFields = ["avatarUrl", "enabled", "enableEmailLinking", "fields"];

    /// <summary>Creates a row from a body. Collects the faults of its fields; the caller throws them.</summary>
    /// <exception cref="ProblemException">There is no such type.</exception>
    public IntegrationRow New(JsonFields body, string appId)
    {
        var name = body.RequiredText("type", 1, 100);
        var type = IntegrationTypes.Find(name);
        if (type is null && name.Length > 0) throw new ProblemException(Problems.InvalidIntegrationType);
        var row = new IntegrationRow { Id = ObjectId.New(clock), AppId = appId, Type = name, DisplayName = body.OptionalText("displayName", 1, 100) };
        body.RefuseNul("displayName");
        if (type is null) return row;
        var fields = IntegrationFieldValues.Open(row, encryption);
        foreach (var rule in type.Fields.Where(rule => !rule.IsReadOnly))
        {
            if (rule.IsRequired && !(rule.IsNullable ? body.Has(rule.Name) : body.IsSet(rule.Name))) RejectMissing(body, rule.Name);
            if (body.IsSet(rule.Name)) fields.Set(rule, Read(body, rule));
        }

        CheckTogether(body, type);
        if (type.Fields.FirstOrDefault(rule => rule.Name == IntegrationTypes.WebhookSecret) is { } secret)
        {
            fields.Set(secret, JsonValue.Create(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))));
        }

        return Write(body, fields, row);
    }

    /// <summary>Returns the stored row with the fields of a body merged in, and the names of the changed fields.</summary>
    /// <exception cref="ProblemException">Fields of the body are invalid.</exception>
    public (IntegrationRow Row, IReadOnlyList<string> Fields) Change(JsonFields body, IntegrationRow kept)
    {
        var row = kept with { DisplayName = body.ChangedText("displayName", kept.DisplayName, 1, 100) };
        body.RefuseNul("displayName");
        if (body.OptionalText("type", 1, 100) is { } type && type != kept.Type) RejectChange(body, "type");
        var fields = IntegrationFieldValues.Open(row, encryption);
        foreach (var rule in IntegrationTypes.Find(kept.Type)!.Fields.Where(rule => !rule.IsReadOnly && body.Has(rule.Name)))
        {
            // Null in a field that cannot be null counts as absent, as everywhere.
            if (!body.IsSet(rule.Name) && !rule.IsNullable) continue;
            var value = body.IsSet(rule.Name) ? Read(body, rule) : null;
            if (rule.IsUpdatable) fields.Set(rule, value);
            else if (!JsonNode.DeepEquals(fields.Find(rule), value)) RejectChange(body, rule.Name);
        }

        row = Write(body, fields, row);
        body.ThrowIfFaulty();
        return (row, fields.Changed);
    }

    private IntegrationRow Write(JsonFields body, IntegrationFieldValues fields, IntegrationRow row)
    {
        if (!fields.IsTooLarge) return fields.WriteTo(row, encryption);
        body.Reject($"The fields of an integration are limited to {IntegrationTypes.MaxBytes} bytes in size.");
        return row;
    }

    private static void CheckTogether(JsonFields body, IntegrationTypeDefinition type)
    {
        if (type.AnyOf.Count > 0 && !type.AnyOf.Any(body.IsSet)) body.Reject($"should have one of {string.Join(", ", type.AnyOf.Select(name => $"'{name}'"))}");
        if (!type.AllOrNone.Any(body.IsSet)) return;
        foreach (var name in type.AllOrNone.Where(name => !body.IsSet(name))) RejectMissing(body, name);
    }

    private static void RejectMissing(JsonFields body, string name) => body.Reject($"should have required property '{name}'");

    private static void RejectChange(JsonFields body, string name) => body.Reject($"'{name}' cannot be changed; delete the integration and create it again");

    private static JsonNode? Read(JsonFields body, IntegrationFieldRule rule)
    {
        switch (rule.Kind)
        {
            case IntegrationFieldKind.Text:
                var text = rule.Choices.Count > 0 ? body.OptionalChoice(rule.Name, [.. rule.Choices]) : body.OptionalText(rule.Name, rule.MinLength, rule.MaxLength);
                return text is null ? null : JsonValue.Create(text);
            case IntegrationFieldKind.Boolean:
                return body.OptionalBoolean(rule.Name) is { } on ? JsonValue.Create(on) : null;
            case IntegrationFieldKind.Number:
                body.RequireNumber(rule.Name);
                return Copy(body, rule.Name);
            case IntegrationFieldKind.Texts:
                return new JsonArray([.. body.RequiredTexts(rule.Name, 0, MaxEntries).Select(entry => JsonValue.Create(entry))]);
            case IntegrationFieldKind.Color:
                return ReadColor(body, rule.Name);
            default:
                return ReadPrechatCapture(body, rule.Name);
        }
    }

    private static JsonValue? ReadColor(JsonFields body, string name)
    {
        if (body.OptionalText(name, 0, int.MaxValue) is not { } color) return null;
        if (color.Length is 3 or 6 && color.All(char.IsAsciiHexDigit)) return JsonValue.Create(color);
        body.Reject($"'{name}' should be a color of 3 or 6 hexadecimal characters");
        return null;
    }

    private static JsonObject? ReadPrechatCapture(JsonFields body, string name)
    {
        if (body.OptionalObject(name) is not { } given) return null;
        given.OptionalText("avatarUrl", 0, 2048);
        given.OptionalBoolean("enabled");
        given.OptionalBoolean("enableEmailLinking");
        MessageContentValidator.CheckFormFields(given.OptionalObjects("fields", 0, MessageContentValidator.MaxFormFields));
        var copy = new JsonObject();
        foreach (var field in PrechatFields.Where(given.IsSet)) copy[field] = Copy(given, field);
        return copy;
    }

    private static JsonNode? Copy(JsonFields owner, string name) => JsonSerializer.SerializeToNode(owner.Element.GetProperty(name), ProtocolJson.Default.JsonElement);
}
