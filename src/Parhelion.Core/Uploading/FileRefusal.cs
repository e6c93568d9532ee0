namespace Parhelion.Core.Uploading;

/// <summary>Says why a file is refused with status 415. The three reasons are the same as in the documentation of file validation in Sunshine Conversations.</summary>
public enum FileRefusal
{
    /// <summary>The name has no extension, or its extension is not listed.</summary>
    ExtensionNotAllowed,

    /// <summary>The format of the bytes is not known.</summary>
    TypeNotRetrieved,

    /// <summary>The format is known, but no listed extension has it, or it is not allowed under this extension.</summary>
    TypeNotAllowed,
}
