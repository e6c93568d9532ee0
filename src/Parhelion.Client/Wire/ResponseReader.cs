using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Reads answers that are good.</summary>
internal static class ResponseReader
{
    public static async Task<ParhelionResponse<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using (response)
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var value = await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("The answer is null.");
            RequireMembers(value, type);
            return new ParhelionResponse<T>(value, response.StatusCode, response.Headers);
        }
    }

    // JSON of something that answers in the place of the API may lack what every answer has, and would be taken for nulls.
    private static void RequireMembers<T>(T value, JsonTypeInfo<T> type)
    {
        foreach (var member in type.Properties)
        {
            if (!member.IsGetNullable && member.Get is { } get && get(value!) is null) throw new JsonException($"The answer has no {member.Name}.");
        }
    }

    /// <summary>Reads to the end, so that the connection can be used again.</summary>
    public static async Task<ParhelionResponse<bool>> SkipAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            // Whoever asks for a sign-in answers 200 to everything.
            if (response.Content.Headers.ContentType?.MediaType == "text/html") throw new JsonException("The answer is a page.");
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return new ParhelionResponse<bool>(true, response.StatusCode, response.Headers);
        }
    }
}
