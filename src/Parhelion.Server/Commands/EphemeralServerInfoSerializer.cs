using System.Text.Json.Serialization;

namespace Parhelion.Server.Commands;

/// <summary>Serializes <see cref="EphemeralServerInfo"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EphemeralServerInfo), GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class EphemeralServerInfoSerializer : JsonSerializerContext;
