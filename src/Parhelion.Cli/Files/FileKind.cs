namespace Parhelion.Cli.Files;

/// <summary>What a path names.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A regular file. A download replaces it by a rename.</summary>
    File,

    /// <summary>A folder. A download goes into it.</summary>
    Folder,

    /// <summary>A device, a named pipe or a socket. A download is written into it. A rename would replace it for every program.</summary>
    Special,
}
