namespace Parhelion;

/// <summary>A field of a conversation that an update can clear: see <see cref="ConversationUpdateBody.FieldsToClear"/>.</summary>
public readonly record struct ConversationField
{
    private readonly string? name;

    /// <summary>Creates a field from its name in the JSON of the API, such as <c>metadata</c>. Use it for fields that this version does not know.</summary>
    public ConversationField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary><see cref="Conversation.DisplayName"/>.</summary>
    public static ConversationField DisplayName { get; } = new("displayName");

    /// <summary><see cref="Conversation.Description"/>.</summary>
    public static ConversationField Description { get; } = new("description");

    /// <summary><see cref="Conversation.IconUrl"/>.</summary>
    public static ConversationField IconUrl { get; } = new("iconUrl");

    /// <summary>The whole <see cref="Conversation.Metadata"/>.</summary>
    public static ConversationField Metadata { get; } = new("metadata");

    /// <summary>Returns the name in the JSON of the API.</summary>
    public override string ToString() => name ?? "";
}
