namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// The client sent a multipart body that is not read further. The message is a title fit for the client: it repeats nothing
/// of what was sent. A failing transport is never told this way; its own exception passes through.
/// </summary>
internal sealed class MultipartException(MultipartFault kind, string title) : Exception(title)
{
    /// <summary>What is wrong, for the choice of the status.</summary>
    public MultipartFault Kind { get; } = kind;

    /// <summary>The body breaks the grammar in the way that <paramref name="title"/> says.</summary>
    public static MultipartException Malformed(string title) => new(MultipartFault.Malformed, title);

    /// <summary>The body ends before its closing delimiter.</summary>
    public static MultipartException Truncated() => new(MultipartFault.Truncated, "The body ends before its last boundary.");
}
