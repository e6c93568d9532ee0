using System.Text.Json.Serialization;

namespace Parhelion.Server.Readiness;

/// <summary>Serializes the response of <c>/readyz</c> as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadinessReport))]
[JsonSerializable(typeof(VerboseReadinessReport))]
internal sealed partial class ReadinessJson : JsonSerializerContext;
