namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>conversion_events</c>. Each row holds the conversion events of one request, in the format of Meta's Conversions
/// API.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="ConversationId">Id of the conversation.</param>
/// <param name="Channel">One of <see cref="ConversionChannels"/>.</param>
/// <param name="Payload">The events: the JSON object as the client sent it.</param>
/// <param name="CreatedAt">When the request arrived.</param>
public sealed record ConversionEventRow(string Id, string ConversationId, string Channel, string Payload, DateTimeOffset CreatedAt);
