namespace Parhelion.Server.Access;

/// <summary>The claims of an upload link: what the link allows, and until when. These claims are the first part of the token in the link. Times are Unix
/// seconds.</summary>
/// <param name="Id">Id of the link. The server counts the uploads of the link under this id.</param>
/// <param name="Key">Id of the API key that signed the link.</param>
/// <param name="App">The app that will own the attachments.</param>
/// <param name="Expires">When the link expires.</param>
/// <param name="Uploads">How many attachments can be uploaded through the link.</param>
internal sealed record UploadLinkClaims(string Id, string Key, string App, long Expires, int Uploads)
{
    /// <summary>The conversation of the attachments; <c>null</c> for none.</summary>
    public string? Conversation { get; init; }

    /// <summary>Whether the attachments are deleted with their message.</summary>
    public bool ForMessage { get; init; }

    /// <summary>Whether reading the attachments requires authorization.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Maximum size of a file in bytes; <c>null</c>: the limit of the server.</summary>
    public long? Bytes { get; init; }

    /// <summary>The allowed extensions, separated by commas; <c>null</c>: all that the server allows.</summary>
    public string? Extensions { get; init; }
}
