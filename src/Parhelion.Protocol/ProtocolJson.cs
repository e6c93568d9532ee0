using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parhelion.Protocol;

/// <summary>How every body of the API is written and read: camelCase names, absent instead of null, unknown members ignored. No reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(WireTimeConverter)])]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(EmptyResponse))]
[JsonSerializable(typeof(AttachmentResponse))]
[JsonSerializable(typeof(AttachmentDeleteBody))]
[JsonSerializable(typeof(AttachmentMediaTokenBody))]
[JsonSerializable(typeof(AttachmentMediaTokenResponse))]
[JsonSerializable(typeof(AttachmentLinkBody))]
[JsonSerializable(typeof(AttachmentLinkResponse))]
[JsonSerializable(typeof(AppResponse))]
[JsonSerializable(typeof(AppListResponse))]
[JsonSerializable(typeof(AppCreateBody))]
[JsonSerializable(typeof(AppUpdateBody))]
[JsonSerializable(typeof(AppKeyResponse))]
[JsonSerializable(typeof(AppKeyListResponse))]
[JsonSerializable(typeof(AppKeyCreateBody))]
[JsonSerializable(typeof(UserResponse))]
[JsonSerializable(typeof(UserCreateBody))]
[JsonSerializable(typeof(UserUpdateBody))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(ConversationResponse))]
[JsonSerializable(typeof(ConversationListResponse))]
[JsonSerializable(typeof(ConversationCreateBody))]
[JsonSerializable(typeof(ConversationUpdateBody))]
[JsonSerializable(typeof(ParticipantResponse))]
[JsonSerializable(typeof(ParticipantListResponse))]
[JsonSerializable(typeof(ParticipantJoinBody))]
[JsonSerializable(typeof(ParticipantLeaveBody))]
[JsonSerializable(typeof(MessagePostResponse))]
[JsonSerializable(typeof(MessageListResponse))]
[JsonSerializable(typeof(MessagePostBody))]
[JsonSerializable(typeof(Author))]
[JsonSerializable(typeof(ActivityPostBody))]
[JsonSerializable(typeof(ReceiptListResponse))]
[JsonSerializable(typeof(AppSettings))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ProtocolJson : JsonSerializerContext;
