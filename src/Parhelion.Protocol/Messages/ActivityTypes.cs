namespace Parhelion;

/// <summary>The values of <see cref="ActivityPostBody.Type"/> and of <see cref="SimulatedActivityBody.Type"/>.</summary>
public static class ActivityTypes
{
    /// <summary>The author has read the conversation.</summary>
    public const string Read = "conversation:read";

    /// <summary>The author has started typing.</summary>
    public const string TypingStart = "typing:start";

    /// <summary>The author has stopped typing.</summary>
    public const string TypingStop = "typing:stop";
}
