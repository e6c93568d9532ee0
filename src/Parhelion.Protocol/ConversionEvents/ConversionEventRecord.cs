using System.Text.Json;

namespace Parhelion;

/// <summary>Conversion events that were posted in one request. An extension of Parhelion.</summary>
public sealed record ConversionEventRecord
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>The channel; one of <see cref="ConversionChannels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>The payload as it was sent.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>When the events were received.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
