namespace Parhelion.Server.Media;

/// <summary>Whether the target of a request is a media URL, and in which spelling.</summary>
internal enum MediaUrlMatch
{
    /// <summary>The target is for another part of the server, such as the API.</summary>
    Other,

    /// <summary>The target has the path prefix of media, but is not a media URL in any spelling: 404.</summary>
    Nothing,

    /// <summary>The target is a media URL in another spelling: the client is redirected to the canonical one.</summary>
    OtherSpelling,

    /// <summary>The target is a media URL in its canonical spelling. The file may or may not exist.</summary>
    File,
}
