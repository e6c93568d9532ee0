namespace Parhelion;

/// <summary>What keeps an attachment from being deleted. The attachment is deleted together with the last of its holders.</summary>
public sealed record AttachmentHolders
{
    /// <summary><c>true</c> if the app holds it: it exists as long as the app. Absent otherwise.</summary>
    public bool? App { get; init; }

    /// <summary>Id of the conversation that holds it: it exists as long as the conversation. Absent if there is none.</summary>
    public string? Conversation { get; init; }

    /// <summary>The messages that carry it, by their ids; at most 100. Absent if no message carries it.</summary>
    public IReadOnlyList<AttachmentMessage>? Messages { get; init; }

    /// <summary><c>true</c> if more messages carry it than are listed. Absent otherwise.</summary>
    public bool? HasMoreMessages { get; init; }
}
