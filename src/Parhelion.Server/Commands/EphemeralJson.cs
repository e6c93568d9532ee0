using System.Text.Json.Serialization;

namespace Parhelion.Server.Commands;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EphemeralServerInfo), GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class EphemeralJson : JsonSerializerContext;
