using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes <see cref="CredentialsFileContent"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(CredentialsFileContent))]
internal sealed partial class FirstRunCredentialsJson : JsonSerializerContext;
