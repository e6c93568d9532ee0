namespace Parhelion.Core.Conversations;

/// <summary>Holds the validated data of a client that is to be created. The client links a user to a channel, such as WhatsApp.</summary>
/// <param name="Type">One of <see cref="ClientTypes"/>, but not <c>sdk</c>.</param>
/// <param name="IntegrationId">Id of the integration that stands for the channel.</param>
/// <param name="ExternalId">Phone number or e-mail address of the user on the channel, in the form that is stored.</param>
/// <param name="ConversationId">Id of the conversation that the client takes part in.</param>
/// <param name="IsPrimary">Whether the client becomes the primary client of the user in the conversation.</param>
/// <param name="IsImmediate">Whether the link needs no confirmation.</param>
public sealed record ClientDraft(string Type, string IntegrationId, string ExternalId, string ConversationId, bool IsPrimary, bool IsImmediate);
