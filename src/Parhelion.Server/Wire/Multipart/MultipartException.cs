namespace Parhelion.Server.Wire.Multipart;

/// <summary>
/// Thrown when a multipart body is invalid or over a limit. The message must quote nothing from the request, because the client gets the message as the title
/// of the error. Connection errors have other exception types.
/// </summary>
internal sealed class MultipartException(MultipartFault kind, string title) : Exception(title)
{
    /// <summary>The kind of the error, which decides the status.</summary>
    public MultipartFault Kind { get; } = kind;

    /// <summary>Creates the exception for a body that breaks the grammar as <paramref name="title"/> says.</summary>
    public static MultipartException Malformed(string title) => new(MultipartFault.Malformed, title);

    /// <summary>Creates the exception for a body that ends before its closing delimiter.</summary>
    public static MultipartException Truncated() => new(MultipartFault.Truncated, "The body ends before its last boundary.");
}
