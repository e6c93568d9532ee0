using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes <see cref="InitialCredentials"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(InitialCredentials))]
internal sealed partial class InitialCredentialsJson : JsonSerializerContext;
