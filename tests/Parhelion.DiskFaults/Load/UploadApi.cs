using System.Globalization;

namespace Parhelion.DiskFaults.Load;

/// <summary>The calls of Resumable Uploads for HTTP that the load and the checks make.</summary>
internal sealed class UploadApi(HttpClient client, string appId)
{
    /// <summary>Creates an upload; its path, or <c>null</c> if the server refuses it.</summary>
    public async Task<string?> CreateAsync(string name, int size)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v2/apps/{appId}/attachments?access=public") { Content = new ByteArrayContent([]) };
        request.Headers.Add("Upload-Complete", "?0");
        request.Headers.Add("Upload-Length", size.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.Add("Content-Disposition", $"inline; filename=\"{name}\"");
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode == 201 ? response.Headers.Location!.AbsolutePath : null;
    }

    /// <summary>Appends bytes; with the last ones, the path of the media URL.</summary>
    public async Task<(int Status, string? MediaPath)> AppendAsync(LoadUpload upload, ReadOnlyMemory<byte> bytes, bool isLast)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, upload.Path) { Content = new ReadOnlyMemoryContent(bytes) };
        request.Headers.Add("Upload-Complete", isLast ? "?1" : "?0");
        request.Headers.Add("Upload-Offset", upload.Offset.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.Add("Content-Type", "application/partial-upload");
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, MediaPathOf(response));
    }

    /// <summary>Asks for the offset; for the path of the media URL too, if the upload is complete.</summary>
    public async Task<(int Status, int Offset, string? MediaPath)> FindAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        using var response = await client.SendAsync(request);
        var offset = response.Headers.TryGetValues("Upload-Offset", out var values) ? int.Parse(values.Single(), CultureInfo.InvariantCulture) : -1;
        return ((int)response.StatusCode, offset, MediaPathOf(response));
    }

    /// <summary>Ends an upload.</summary>
    public async Task<int> EndAsync(string path)
    {
        using var response = await client.DeleteAsync(path);
        return (int)response.StatusCode;
    }

    private static string? MediaPathOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Upload-Media-Url", out var values) ? new Uri(values.Single()).AbsolutePath : null;
}
