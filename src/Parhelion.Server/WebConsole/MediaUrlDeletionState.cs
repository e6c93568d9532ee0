namespace Parhelion.Server.WebConsole;

/// <summary>
/// The deletion state of the attachment that a media URL names. The known states are live, deleted, bytes erased, and purged from all caches. Two further
/// values say why the state is not known.
/// </summary>
public enum MediaUrlDeletionState
{
    /// <summary>The text is no media URL of this server and app.</summary>
    NoMediaUrl,

    /// <summary>The app has no attachment with this URL, and no receipt for it.</summary>
    Unknown,

    /// <summary>The attachment is still there.</summary>
    Live,

    /// <summary>Nobody can read the attachment any more. Its bytes wait to be erased.</summary>
    Deleted,

    /// <summary>The bytes were erased.</summary>
    Erased,

    /// <summary>The bytes were erased, and all caches have confirmed that they have none.</summary>
    Purged,
}
