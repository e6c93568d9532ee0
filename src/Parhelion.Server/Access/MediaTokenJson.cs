using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes the header and the claims of a media token as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MediaTokenJwtHeader))]
[JsonSerializable(typeof(MediaTokenClaims))]
internal sealed partial class MediaTokenJson : JsonSerializerContext;
