namespace Parhelion.Server.Wire.Multipart;

/// <summary>How a search for a delimiter stands.</summary>
internal enum DelimiterKind
{
    /// <summary>No complete delimiter yet.</summary>
    None,

    /// <summary>A delimiter behind which a part begins.</summary>
    Part,

    /// <summary>The closing delimiter, behind which only the epilogue may follow.</summary>
    Last,

    /// <summary>The boundary on a line that ends in a bare LF or carries too much padding.</summary>
    Refused,
}
