using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.S3.Model;

namespace Parhelion.S3;

/// <summary>Says where the bytes of an unfinished upload are stored. The first bytes are in the parts of a multipart upload, each with
/// <see cref="Spool.PartBytes"/> bytes. The remaining bytes are in tail objects.</summary>
/// <remarks>The state is recorded as JSON with about 35 bytes for each part.</remarks>
/// <param name="UploadId">Id of the multipart upload; <c>null</c> before the first part.</param>
/// <param name="Parts">The ETags of the parts. The number of the first part is 1.</param>
/// <param name="Tails">The tail objects, in the order of their bytes.</param>
internal sealed partial record S3PartialState(
    [property: JsonPropertyName("u"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? UploadId,
    [property: JsonPropertyName("p")] IReadOnlyList<string> Parts,
    [property: JsonPropertyName("t")] IReadOnlyList<S3TailObject> Tails)
{
    private static readonly S3PartialState None = new(null, [], []);

    /// <summary>The parts as requests need them.</summary>
    [JsonIgnore]
    public IEnumerable<PartETag> Sent => Parts.Select((tag, index) => new PartETag(index + 1, $"\"{tag}\""));

    /// <summary>Reads a recorded state; <c>null</c> is the state without bytes.</summary>
    public static S3PartialState Parse(string? json) => json is null ? None : JsonSerializer.Deserialize(json, Json.Default.S3PartialState) ?? None;

    /// <summary>Returns the state with all parts that were sent.</summary>
    public static S3PartialState Of(S3PartSender? sender, IReadOnlyList<S3TailObject> tails) =>
        new(sender?.Upload.Id, [.. (sender?.Sent ?? []).Select(part => part.ETag.Trim('"'))], tails);

    /// <summary>Returns the text that is recorded.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, Json.Default.S3PartialState);

    [JsonSerializable(typeof(S3PartialState))]
    private sealed partial class Json : JsonSerializerContext;
}
