namespace Parhelion;

/// <summary>The values of <see cref="Conversation.Type"/>.</summary>
public static class ConversationTypes
{
    /// <summary>One user and the business.</summary>
    public const string Personal = "personal";

    /// <summary>Several users and the business.</summary>
    public const string SdkGroup = "sdkGroup";
}
