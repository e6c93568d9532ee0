using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Parhelion.Protocol;

/// <summary>A value of <see cref="Metadata"/>: text, a number or a boolean, from which it converts by itself.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Only ever made by its conversions.")]
public readonly record struct MetadataValue
{
    private MetadataValue(JsonElement json) => Json = json;

    /// <summary>The value on the wire.</summary>
    public JsonElement Json { get; }

    /// <summary>Text.</summary>
    public static implicit operator MetadataValue(string text) => new(JsonSerializer.SerializeToElement(text, ProtocolJson.Default.String));

    /// <summary>A whole number.</summary>
    public static implicit operator MetadataValue(long number) => new(JsonSerializer.SerializeToElement(number, ProtocolJson.Default.Int64));

    /// <summary>A number.</summary>
    public static implicit operator MetadataValue(double number) => new(JsonSerializer.SerializeToElement(number, ProtocolJson.Default.Double));

    /// <summary>A boolean.</summary>
    public static implicit operator MetadataValue(bool truth) => new(JsonSerializer.SerializeToElement(truth, ProtocolJson.Default.Boolean));
}
