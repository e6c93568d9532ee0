namespace Parhelion;

/// <summary>Body of <c>POST …/activity</c>.</summary>
public sealed record ActivityPostBody
{
    /// <summary>The author of the activity. A user can only post <see cref="ActivityTypes.Read"/>.</summary>
    public required Author Author { get; init; }

    /// <summary>Type of the activity: one of <see cref="ActivityTypes"/>.</summary>
    public required string Type { get; init; }
}
