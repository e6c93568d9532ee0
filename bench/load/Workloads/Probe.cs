using System.Globalization;

namespace Parhelion.Load.Workloads;

/// <summary>Looks closely at one answer, before and after a run in which nobody can.</summary>
internal static class Probe
{
    private static readonly HttpClient Client = new();

    /// <summary>GETs a URL, with a field of the header or without.</summary>
    public static async Task<Probed> GetAsync(string url, string? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (header?.Split(": ", 2) is [var name, var value]) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var content = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[64 * 1024];
        long length = 0;
        while (await content.ReadAsync(buffer) is > 0 and var count) length += count;
        return new Probed((int)response.StatusCode, length, Condition(response));
    }

    // As a cache would ask again: by the tag, or by the date where there is none.
    private static string? Condition(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { } tag) return $"If-None-Match: {tag}";
        return response.Content.Headers.LastModified is { } date ? $"If-Modified-Since: {date.ToString("r", CultureInfo.InvariantCulture)}" : null;
    }
}
