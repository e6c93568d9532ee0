namespace Parhelion.Server.Uploads;

/// <summary>The setting <c>Uploads:InterimResponses</c>: when the server sends interim responses (status 104) to resumable uploads.</summary>
internal sealed record InterimResponseSettings
{
    /// <summary>When the server sends interim responses.</summary>
    public InterimResponseMode Mode { get; init; }
}
