using Parhelion.Core.Catalog;
using Parhelion.Core.Switchboards;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a switchboard integration from a request body, and merges them with a stored row.</summary>
internal static class SwitchboardIntegrationBodyReader
{
    /// <summary>Maximum length in characters of a text that names a switchboard integration or an integration.</summary>
    public const int MaxId = 1024;

    private const int MaxName = 128;
    private const int MaxHistory = 10;

    private const string Id = "integrationId";
    private const string Type = "integrationType";

    /// <summary>Returns the stored row with the fields of the body merged in. A row without a name needs one in the body.</summary>
    public static SwitchboardIntegrationRow Change(JsonBody body, SwitchboardIntegrationRow kept) => kept with
    {
        Name = Name(body, kept.Name),
        DeliversStandbyEvents = body.OptionalBoolean("deliverStandbyEvents") ?? kept.DeliversStandbyEvents,
        NextId = body.ChangedText("nextSwitchboardIntegrationId", kept.NextId, 1, MaxId),
        MessageHistoryCount = body.Has("messageHistoryCount") ? body.OptionalInteger("messageHistoryCount", 1, MaxHistory) : kept.MessageHistoryCount,
    };

    /// <summary>Reads which integration becomes a part of the switchboard.</summary>
    public static IntegrationReference RequiredIntegration(JsonBody body)
    {
        if (body.IsSet(Id) == body.IsSet(Type)) body.Reject(UserBodyReader.OneOf(body, Id, Type));
        return Integration(body);
    }

    /// <summary>Reads which integration replaces the present one; <c>null</c>: none.</summary>
    public static IntegrationReference? OptionalIntegration(JsonBody body)
    {
        if (body.IsSet(Id) && body.IsSet(Type)) body.Reject($"should have at most one of '{Id}', '{Type}'");
        return body.IsSet(Id) || body.IsSet(Type) ? Integration(body) : null;
    }

    private static IntegrationReference Integration(JsonBody body) => new(body.OptionalText(Id, 1, MaxId), body.OptionalText(Type, 1, MaxId));

    private static string Name(JsonBody body, string kept)
    {
        if (kept.Length > 0 && !body.IsSet("name")) return kept;
        var name = body.RequiredText("name", 1, MaxName);
        if (!name.All(IsAllowed)) body.Reject("'name' should have only the letters A to Z, digits, - and _");
        if (name == SwitchboardControlService.Next) body.Reject($"'name' should not be {SwitchboardControlService.Next}, which stands for the next switchboard integration");
        return name;
    }

    private static bool IsAllowed(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
