namespace Parhelion.Core.Uploading.Sniffing;

/// <summary>Says whether the code units of a text are single bytes, UTF-16 or UTF-32, and their byte order.</summary>
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
