namespace Parhelion.Server.Media;

/// <summary>The kinds of request targets.</summary>
internal enum MediaTargetKind
{
    /// <summary>The target is not for media.</summary>
    Other,

    /// <summary>The target is not a media URL in any spelling: 404.</summary>
    Nothing,

    /// <summary>The target is a media URL in another spelling: the client is redirected to the canonical one.</summary>
    OtherSpelling,

    /// <summary>The target is a media URL. The file may or may not exist.</summary>
    File,
}
