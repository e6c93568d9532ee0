using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Server.Purging;

/// <summary>Serializes the JSON bodies that are sent to caches and received from them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PurgeHookBody))]
[JsonSerializable(typeof(CloudflarePurgeRequestBody))]
[JsonSerializable(typeof(CloudflarePurgeResponse))]
internal sealed partial class CachePurgeJson : JsonSerializerContext
{
    /// <summary>Serializes a body into content with a known length.</summary>
    public static HttpContent Content<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
