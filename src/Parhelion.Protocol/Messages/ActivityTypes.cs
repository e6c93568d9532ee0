namespace Parhelion;

/// <summary>The values of <see cref="ActivityPostBody.Type"/>.</summary>
public static class ActivityTypes
{
    /// <summary>The author has read the conversation.</summary>
    public const string Read = "conversation:read";

    /// <summary>The business has started typing.</summary>
    public const string TypingStart = "typing:start";

    /// <summary>The business has stopped typing.</summary>
    public const string TypingStop = "typing:stop";
}
