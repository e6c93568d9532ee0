using System.Text.Json.Serialization;

namespace Parhelion.Cli.Extensions;

/// <summary>The JSON of calls that only Parhelion has, and the .NET client has no method for.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageResponse))]
internal sealed partial class ExtensionJson : JsonSerializerContext;
