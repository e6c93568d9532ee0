using System.Text.Json.Serialization;

namespace Parhelion.Server.Access;

/// <summary>Serializes <see cref="FirstRunCredentials"/> as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FirstRunCredentials))]
internal sealed partial class FirstRunCredentialsJson : JsonSerializerContext;
