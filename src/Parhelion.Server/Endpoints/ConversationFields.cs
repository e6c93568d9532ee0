using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>The fields of a conversation: read from a body, merged with what is kept, and written.</summary>
internal static class ConversationFields
{
    /// <summary>A new conversation as the body describes it.</summary>
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

    /// <summary>What is kept, with the fields of the body laid over it.</summary>
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

    /// <summary>Who takes part from the beginning.</summary>
    public static IReadOnlyList<UserReference> Participants(JsonBody body, string type)
    {
        var isGroup = type == ConversationTypes.SdkGroup;
        var given = isGroup ? body.OptionalObjects("participants", 0, Core.Conversations.Participants.MostAtCreation) : body.RequiredObjects("participants", 1, 1);
        return [.. given.Select(participant => Participant(participant, isGroup)).OfType<UserReference>()];
    }

    /// <summary>Who is to take part.</summary>
    public static UserReference? Participant(JsonFields fields, bool isGroup)
    {
        var subscribe = fields.OptionalBoolean("subscribeSDKClient");
        if (isGroup && subscribe is null && !fields.IsSet("subscribeSDKClient")) fields.Reject($"should have required property '{fields.PathOf("subscribeSDKClient")}'");
        return UserFields.Reference(fields);
    }
}
