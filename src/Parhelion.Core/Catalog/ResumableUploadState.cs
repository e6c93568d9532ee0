namespace Parhelion.Core.Catalog;

/// <summary>Says whether a resumable upload still accepts bytes, is complete, or has ended without an attachment.</summary>
public enum ResumableUploadState
{
    /// <summary>Bytes can be appended.</summary>
    Open,

    /// <summary>All bytes came, and the attachment was stored.</summary>
    Complete,

    /// <summary>The upload was terminated, has expired, was refused or was lost.</summary>
    Gone,
}
