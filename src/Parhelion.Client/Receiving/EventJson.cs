using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion;

/// <summary>The source-generated JSON context for the payloads of events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AttachmentDetails))]
[JsonSerializable(typeof(EventConversation))]
[JsonSerializable(typeof(EventUser))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(MessageSource))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(Rejection))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(string))]
internal sealed partial class EventJson : JsonSerializerContext;
