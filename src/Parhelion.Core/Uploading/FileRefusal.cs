namespace Parhelion.Core.Uploading;

/// <summary>Says why a file is refused with status 415. The three reasons are those that the Sunshine Conversations file validation documents.</summary>
public enum FileRefusal
{
    /// <summary>The name has no extension, or its extension is not listed.</summary>
    ExtensionNotAllowed,

    /// <summary>The format of the bytes is not known.</summary>
    TypeNotRetrieved,

    /// <summary>The format is known, but no listed extension has it, or it is not allowed under this extension.</summary>
    TypeNotAllowed,
}
