namespace Parhelion.Core.Uploading;

/// <summary>
/// Why a file was refused. The three cases that the Sunshine Conversations file validation documents; each is answered 415.
/// </summary>
public enum FileRefusal
{
    /// <summary>The name has no extension, or one that is not listed.</summary>
    ExtensionNotAllowed,

    /// <summary>The bytes are of no format that can be recognised.</summary>
    TypeNotRetrieved,

    /// <summary>The bytes are of a known format that no listed extension has, or that must not go under this one.</summary>
    TypeNotAllowed,
}
