using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a conversation from a request body, and merges these fields with a stored row. Also reads participants from a request
/// body.</summary>
internal static class ConversationBodyReader
{
    /// <summary>Creates a conversation row from the body.</summary>
    public static ConversationRow New(JsonBody body, string id, string appId, DateTimeOffset now) => Change(
        body,
        new ConversationRow
        {
            Id = id,
            AppId = appId,
            Type = body.RequiredChoice("type", ConversationTypes.Personal, ConversationTypes.SdkGroup),
            LastUpdatedAt = now,
            CreatedAt = now,
        });

    /// <summary>Returns the stored row with the fields of the body merged in.</summary>
    public static ConversationRow Change(JsonBody body, ConversationRow kept)
    {
        body.RefuseNul("displayName", "description", "iconUrl");
        return kept with
        {
            DisplayName = body.ChangedText("displayName", kept.DisplayName, 1, 100),
            Description = body.ChangedText("description", kept.Description, 1, 100),
            IconUrl = body.ChangedUrl("iconUrl", kept.IconUrl, 2048),
            Metadata = body.Has("metadata") ? body.Metadata("Conversation") : kept.Metadata,
        };
    }

    /// <summary>Reads the first participants of a new conversation.</summary>
    public static IReadOnlyList<ParticipantDraft> Participants(JsonBody body, string type)
    {
        var isGroup = type == ConversationTypes.SdkGroup;
        var given = isGroup ? body.OptionalObjects("participants", 0, Core.Conversations.ParticipantService.MaxAtCreation) : body.RequiredObjects("participants", 1, 1);
        return [.. given.Select(participant => Participant(participant, isGroup)).OfType<ParticipantDraft>()];
    }

    /// <summary>Reads one participant.</summary>
    public static ParticipantDraft? Participant(JsonFields fields, bool isGroup)
    {
        var subscribe = fields.OptionalBoolean("subscribeSDKClient");
        if (isGroup && subscribe is null && !fields.IsSet("subscribeSDKClient")) fields.Reject($"should have required property '{fields.PathOf("subscribeSDKClient")}'");
        return UserBodyReader.Reference(fields) is { } user ? new ParticipantDraft(user, subscribe ?? false) : null;
    }
}
