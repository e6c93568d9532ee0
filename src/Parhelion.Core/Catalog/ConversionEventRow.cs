namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>conversion_events</c>. Each row holds the conversion events of one request.</summary>
/// <param name="Id">Time-ordered id.</param>
/// <param name="ConversationId">Id of the conversation.</param>
/// <param name="Channel">One of <see cref="ConversionChannels"/>.</param>
/// <param name="Payload">JSON object as it was sent.</param>
/// <param name="CreatedAt">When the request came.</param>
public sealed record ConversionEventRow(string Id, string ConversationId, string Channel, string Payload, DateTimeOffset CreatedAt);
