using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Protocol;

namespace Parhelion.Client.Wire;

/// <summary>Reads responses that have a success status.</summary>
internal static class ResponseReader
{
    /// <summary>Largest JSON that is read, in bytes: 64 MiB. The largest response of the API, a page of 100 messages, has about 10 MB.</summary>
    private const long MaxBytes = 64 << 20;

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using (response)
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var stream = new LimitedReadStream(body, MaxBytes);
            var value = await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("The response is null.");
            RequireMembers(value, type);
            return value;
        }
    }

    // JSON from a proxy instead of the API may lack required members. The deserializer would leave them null.
    private static void RequireMembers<T>(T value, JsonTypeInfo<T> type)
    {
        foreach (var member in type.Properties)
        {
            if (!IsOptional<T>(member.Name) && member.Get is { } get && get(value!) is null) throw new JsonException($"The response has no {member.Name}.");
        }
    }

    // The members that the contract allows a server to leave out. .NET 8 does not tell which ones can be null.
    private static bool IsOptional<T>(string member) => member is "links" || (member is "meta" && typeof(T) == typeof(AppListResponse));

    /// <summary>Reads the response to its end and discards it, so that the connection can be reused.</summary>
    public static async Task<bool> SkipAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            // A sign-in page, such as that of a captive portal, has status 200 for every request.
            if (response.Content.Headers.ContentType?.MediaType == "text/html") throw new JsonException("The response is an HTML page.");
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }
}
