namespace Parhelion.Protocol;

/// <summary>A response that says what became of conversion events.</summary>
public sealed record ConversionEventsResponse(ConversionEventsReceipt ConversionEvents);
