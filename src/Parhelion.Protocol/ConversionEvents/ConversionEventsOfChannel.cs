namespace Parhelion;

/// <summary>Conversion events on one channel.</summary>
/// <param name="Payload">The events.</param>
public sealed record ConversionEventsOfChannel(ConversionEventsPayload Payload);
