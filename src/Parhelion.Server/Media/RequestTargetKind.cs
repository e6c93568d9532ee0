namespace Parhelion.Server.Media;

/// <summary>Says whether the target of a request is a media URL, and whether this URL has its canonical spelling.</summary>
internal enum RequestTargetKind
{
    /// <summary>The target is for another part of the server, such as the API.</summary>
    Other,

    /// <summary>The target has the path prefix of media, but is not a media URL in any spelling. The response has status 404.</summary>
    Nothing,

    /// <summary>The target is a media URL, but not in its canonical spelling. The client is redirected to the canonical spelling.</summary>
    OtherSpelling,

    /// <summary>The target is a media URL in its canonical spelling. The file may or may not exist.</summary>
    File,
}
