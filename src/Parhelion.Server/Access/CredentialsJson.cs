using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes <see cref="Credentials"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Credentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
