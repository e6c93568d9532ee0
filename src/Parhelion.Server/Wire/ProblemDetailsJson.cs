using System.Text.Json.Serialization;

namespace Parhelion.Server.Wire;

/// <summary>Serializes <see cref="ProblemDetails"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ProblemDetailsJson : JsonSerializerContext;
