using System.Text.Json.Serialization;

namespace Parhelion.Cli.Output;

/// <summary>The JSON context for the tool's own output. Objects of the API are printed as the API returns them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileReport))]
[JsonSerializable(typeof(ErrorReport))]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(ProfileReport))]
[JsonSerializable(typeof(StatReport))]
[JsonSerializable(typeof(TokenReport))]
internal sealed partial class CliJson : JsonSerializerContext;
