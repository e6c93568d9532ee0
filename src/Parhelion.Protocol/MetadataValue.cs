using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Parhelion.Protocol;

namespace Parhelion;

/// <summary>A value of <see cref="Metadata"/>. Strings, numbers and booleans convert to it implicitly.</summary>
[SuppressMessage("Usage", "CA2225", Justification = "Only ever made by its conversions.")]
public readonly record struct MetadataValue
{
    private MetadataValue(JsonElement json) => Json = json;

    /// <summary>The value as JSON.</summary>
    public JsonElement Json { get; }

    /// <summary>Creates a value from a string.</summary>
    public static implicit operator MetadataValue(string text) => new(JsonSerializer.SerializeToElement(text, ProtocolJson.Default.String));

    /// <summary>Creates a value from an integer.</summary>
    public static implicit operator MetadataValue(long number) => new(JsonSerializer.SerializeToElement(number, ProtocolJson.Default.Int64));

    /// <summary>Creates a value from a floating-point number.</summary>
    public static implicit operator MetadataValue(double number) => new(JsonSerializer.SerializeToElement(number, ProtocolJson.Default.Double));

    /// <summary>Creates a value from a boolean.</summary>
    public static implicit operator MetadataValue(bool truth) => new(JsonSerializer.SerializeToElement(truth, ProtocolJson.Default.Boolean));
}
