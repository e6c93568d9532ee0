namespace Parhelion.Server.Uploads;

/// <summary>Settings of the upload protocols (section <c>Uploads</c>), such as when the server sends interim responses.</summary>
internal sealed record UploadSettings
{
    /// <summary>When the server sends interim responses with the status 104: <c>Uploads:InterimResponses</c>.</summary>
    public InterimResponseMode InterimResponses { get; init; }
}
