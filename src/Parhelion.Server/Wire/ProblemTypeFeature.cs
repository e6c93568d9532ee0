namespace Parhelion.Server.Wire;

/// <summary>Request feature that gives the error response a problem type of RFC 9457. The response body is then <see cref="ProblemDetails"/>.</summary>
/// <param name="Type">URI of the type.</param>
/// <param name="ExpectedOffset">Number of bytes of the upload that are stored; <c>null</c> for other types.</param>
/// <param name="ProvidedOffset">The offset of the request; <c>null</c> for other types.</param>
internal sealed record ProblemTypeFeature(string Type, long? ExpectedOffset, long? ProvidedOffset);
