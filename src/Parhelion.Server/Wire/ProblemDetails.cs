using System.Text.Json.Serialization;

namespace Parhelion.Server.Wire;

/// <summary>The body of an error response with the media type <c>application/problem+json</c> (RFC 9457). The server sends this body if the request has a
/// <see cref="ProblemTypeFeature"/>. In addition to the members of the RFC, the body has the member <c>errors</c>, which lists the errors in the same form as
/// all other error responses of the API.</summary>
internal sealed record ProblemDetails(string Type, string Title, int Status, IReadOnlyList<ApiError> Errors)
{
    /// <summary>Number of bytes that are stored.</summary>
    [JsonPropertyName("expected-offset")]
    public long? ExpectedOffset { get; init; }

    /// <summary>The offset of the request.</summary>
    [JsonPropertyName("provided-offset")]
    public long? ProvidedOffset { get; init; }
}
