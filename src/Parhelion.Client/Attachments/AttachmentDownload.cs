using System.Net;
using System.Net.Http.Headers;

namespace Parhelion.Client;

/// <summary>A file that is being downloaded. Dispose it to give the connection back.</summary>
public sealed class AttachmentDownload : IDisposable, IAsyncDisposable
{
    private readonly HttpResponseMessage response;

    internal AttachmentDownload(HttpResponseMessage response, Stream content)
    {
        this.response = response;
        Content = content;
        var range = response.Content.Headers.ContentRange;
        var isPartial = response.StatusCode == HttpStatusCode.PartialContent;
        Offset = isPartial ? range?.From ?? 0 : 0;
        Length = response.Content.Headers.ContentLength;
        TotalLength = isPartial ? range?.Length : Length;
    }

    /// <summary>The bytes, as they come. Reading throws <see cref="IOException"/> or <see cref="HttpRequestException"/> when the connection
    /// breaks; <see cref="Offset"/> and <see cref="ETag"/> say how to go on.</summary>
    public Stream Content { get; }

    /// <summary>Media type of the file.</summary>
    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>Where in the file <see cref="Content"/> begins.</summary>
    public long Offset { get; }

    /// <summary>Bytes of <see cref="Content"/>; <c>null</c> when the server does not tell.</summary>
    public long? Length { get; }

    /// <summary>Bytes of the whole file; <c>null</c> when the server does not tell.</summary>
    public long? TotalLength { get; }

    /// <summary>Strong tag of the bytes, with its quotes, for <see cref="DownloadOptions.IfRange"/>; <c>null</c> when there is none to resume
    /// with.</summary>
    public string? ETag => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    /// <summary>Name of the file as the server gives it: no path and no control characters, but otherwise not to be trusted; <c>null</c> when it
    /// gives none.</summary>
    public string? FileName
    {
        get
        {
            var disposition = response.Content.Headers.ContentDisposition;
            var name = disposition?.FileNameStar ?? Unquoted(disposition?.FileName);
            name = Path.GetFileName(name?.Replace('\\', '/'));
            return string.IsNullOrEmpty(name) ? null : string.Concat(name.Where(c => !char.IsControl(c)));
        }
    }

    /// <summary>HTTP status: 200 for the whole file, 206 for a part of it.</summary>
    public HttpStatusCode Status => response.StatusCode;

    /// <summary>Header fields of the answer, without those of its content.</summary>
    public HttpResponseHeaders Headers => response.Headers;

    private static string? Unquoted(string? name) => name is ['"', .. var inner, '"'] ? inner : name;

    /// <inheritdoc />
    public void Dispose() => response.Dispose();

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
