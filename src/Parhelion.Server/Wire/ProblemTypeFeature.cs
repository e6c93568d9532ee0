namespace Parhelion.Server.Wire;

/// <summary>Request feature that gives the error response of the request a problem type (RFC 9457). The body of the response is then
/// <see cref="ProblemDetails"/>.</summary>
/// <param name="Type">URI of the problem type.</param>
/// <param name="ExpectedOffset">Number of bytes of the upload that are stored, if the problem is a wrong offset; <c>null</c> for other problems.</param>
/// <param name="ProvidedOffset">The wrong offset of the request; <c>null</c> for other problems.</param>
internal sealed record ProblemTypeFeature(string Type, long? ExpectedOffset, long? ProvidedOffset);
