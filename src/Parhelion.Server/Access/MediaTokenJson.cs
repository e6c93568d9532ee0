using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(MediaTokenHeader))]
[JsonSerializable(typeof(MediaTokenClaims))]
internal sealed partial class MediaTokenJson : JsonSerializerContext;
