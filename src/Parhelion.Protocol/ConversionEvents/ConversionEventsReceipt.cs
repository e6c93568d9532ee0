namespace Parhelion;

/// <summary>What became of conversion events.</summary>
/// <param name="DatasetId">Id of the record with the events; the list of conversion events has it.</param>
/// <param name="EventsReceived">Number of events that were stored.</param>
public sealed record ConversionEventsReceipt(string DatasetId, long EventsReceived);
