using System.Text.Json.Serialization;

namespace Parhelion.Cli.Extensions;

/// <summary>The JSON of calls that only Parhelion has, and that the tool makes without the .NET client, with its own limit of bytes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageResponse))]
internal sealed partial class ExtensionJson : JsonSerializerContext;
