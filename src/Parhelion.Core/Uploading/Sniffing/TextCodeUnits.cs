namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>How the characters of a text are written.</summary>
internal enum TextCodeUnits
{
    /// <summary>It is no text.</summary>
    None,

    /// <summary>UTF-8, or an encoding of one or two bytes a character in which the letters of ASCII are themselves.</summary>
    Bytes,

    /// <summary>UTF-16, lower byte first.</summary>
    Utf16Little,

    /// <summary>UTF-16, higher byte first.</summary>
    Utf16Big,

    /// <summary>UTF-32, lowest byte first.</summary>
    Utf32Little,

    /// <summary>UTF-32, highest byte first.</summary>
    Utf32Big,
}
