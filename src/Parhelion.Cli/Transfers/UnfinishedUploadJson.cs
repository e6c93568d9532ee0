using System.Text.Json.Serialization;

namespace Parhelion.Cli.Transfers;

/// <summary>The JSON of the files that keep unfinished uploads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(UnfinishedUpload))]
internal sealed partial class UnfinishedUploadJson : JsonSerializerContext;
