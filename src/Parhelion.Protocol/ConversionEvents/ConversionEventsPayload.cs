using System.Text.Json;

namespace Parhelion;

/// <summary>A list of conversion events, as the Conversions API of Meta takes it.</summary>
/// <param name="Data">1 to 1000 events, each a JSON object. Parhelion stores them and does not interpret them.</param>
public sealed record ConversionEventsPayload(IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Data);
