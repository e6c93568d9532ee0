using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes the claims of an upload link as compact JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(UploadLinkClaims))]
internal sealed partial class UploadLinkJson : JsonSerializerContext;
