namespace Parhelion.Server.Wire;

/// <summary>Request feature that makes the error response a problem of RFC 9457. The response has the type of the problem, in addition to the errors of the
/// API.</summary>
/// <param name="Type">URI of the type.</param>
/// <param name="ExpectedOffset">Number of bytes that are stored; <c>null</c> for other types.</param>
/// <param name="ProvidedOffset">The offset of the request; <c>null</c> for other types.</param>
internal sealed record ProblemType(string Type, long? ExpectedOffset, long? ProvidedOffset);
