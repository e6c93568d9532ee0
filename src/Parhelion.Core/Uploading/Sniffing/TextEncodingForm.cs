namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Says how a text is encoded: in bytes, in UTF-16 or in UTF-32, and in which byte order.</summary>
internal enum TextEncodingForm
{
    /// <summary>Not text.</summary>
    None,

    /// <summary>UTF-8, or an encoding with one or two bytes per character in which the letters of ASCII have their ASCII values.</summary>
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
