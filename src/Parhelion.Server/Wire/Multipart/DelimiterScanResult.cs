namespace Parhelion.Server.Wire.Multipart;

/// <summary>The result of a search for a delimiter.</summary>
internal enum DelimiterScanResult
{
    /// <summary>No complete delimiter was found yet.</summary>
    None,

    /// <summary>A delimiter after which a part begins.</summary>
    Part,

    /// <summary>The closing delimiter, after which only the epilogue may follow.</summary>
    Last,

    /// <summary>A boundary line that ends in a bare LF or has too much padding.</summary>
    Refused,
}
