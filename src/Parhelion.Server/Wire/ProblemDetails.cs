using System.Text.Json.Serialization;

namespace Parhelion.Server.Wire;

/// <summary>
/// The body of an error response in the format <c>application/problem+json</c> (RFC 9457). The server sends this body if the request has a
/// <see cref="ProblemTypeFeature"/>. The additional member <c>errors</c> lists the errors in the same form as all other error responses of the API.
/// </summary>
internal sealed record ProblemDetails(string Type, string Title, int Status, IReadOnlyList<ApiError> Errors)
{
    /// <summary>Number of bytes that are stored.</summary>
    [JsonPropertyName("expected-offset")]
    public long? ExpectedOffset { get; init; }

    /// <summary>The offset of the request.</summary>
    [JsonPropertyName("provided-offset")]
    public long? ProvidedOffset { get; init; }
}
