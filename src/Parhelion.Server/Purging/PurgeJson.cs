using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Server.Purging;

/// <summary>The bodies that caches are told with.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PurgeHookBody))]
[JsonSerializable(typeof(CloudflareBody))]
[JsonSerializable(typeof(CloudflareAnswer))]
internal sealed partial class PurgeJson : JsonSerializerContext
{
    /// <summary>A body of known length.</summary>
    public static HttpContent Content<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

/// <summary>What a hook is posted.</summary>
/// <param name="Urls">Media URLs that are gone, on every base that this server has.</param>
/// <param name="Tags">A tag of each of the files, as it stands in <c>Cache-Tag</c>.</param>
internal sealed record PurgeHookBody(IReadOnlyList<string> Urls, IReadOnlyList<string> Tags);

/// <summary>What Cloudflare is posted: one of the two.</summary>
internal sealed record CloudflareBody(IReadOnlyList<string>? Files, IReadOnlyList<string>? Tags);

/// <summary>What Cloudflare answers, as far as it matters.</summary>
internal sealed record CloudflareAnswer(bool Success);
