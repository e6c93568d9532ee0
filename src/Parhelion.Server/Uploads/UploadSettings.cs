namespace Parhelion.Server.Uploads;

/// <summary>Settings of the upload protocols: when the server sends interim responses. The other settings of the section <c>Uploads</c> are in
/// <c>ResumableUploadOptions</c>.</summary>
internal sealed record UploadSettings
{
    /// <summary>When the server sends interim responses with the status 104: <c>Uploads:InterimResponses</c>.</summary>
    public InterimResponseMode InterimResponses { get; init; }
}
