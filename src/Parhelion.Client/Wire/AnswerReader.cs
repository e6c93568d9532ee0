using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Parhelion.Client.Wire;

/// <summary>Reads answers that are good.</summary>
internal static class AnswerReader
{
    public static async Task<ParhelionResponse<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using (response)
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var value = await JsonSerializer.DeserializeAsync(stream, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("The answer is null.");
            return new ParhelionResponse<T>(value, response.StatusCode, response.Headers);
        }
    }

    /// <summary>Reads to the end, so that the connection can be used again.</summary>
    public static async Task<ParhelionResponse<bool>> SkipAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            await response.Content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            return new ParhelionResponse<bool>(true, response.StatusCode, response.Headers);
        }
    }
}
