namespace Parhelion.Core.Conversations;

/// <summary>Says which user is to take part in a conversation.</summary>
/// <param name="User">The user.</param>
/// <param name="SubscribeSdkClient">Whether the SDK of the user (the client of type <c>sdk</c>) takes part together with the user. If the user has no such
/// client, it is created.</param>
public sealed record ParticipantDraft(UserReference User, bool SubscribeSdkClient);
