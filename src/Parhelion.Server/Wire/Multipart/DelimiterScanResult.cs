namespace Parhelion.Server.Wire.Multipart;

/// <summary>Says whether <see cref="DelimiterScanner"/> has found a delimiter, and of which kind.</summary>
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
