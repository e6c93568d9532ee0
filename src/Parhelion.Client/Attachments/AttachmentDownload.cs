using System.Net;
using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>An open download of a file. Dispose it to release the connection.</summary>
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

    /// <summary>The bytes, read from the network as they arrive. Reading throws <see cref="IOException"/> or
    /// <see cref="HttpRequestException"/> if the connection breaks. Resume with <see cref="Offset"/> and <see cref="ETag"/>.
    /// <see cref="ParhelionClientOptions.IdleTimeout"/> does not apply: pass a token with a time limit to each read.</summary>
    public Stream Content { get; }

    /// <summary>Media type of the file; <c>null</c> if the server does not send it.</summary>
    public string? MediaType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>Position in the file, in bytes, at which <see cref="Content"/> begins.</summary>
    public long Offset { get; }

    /// <summary>Length of <see cref="Content"/> in bytes; <c>null</c> if the server does not send it.</summary>
    public long? Length { get; }

    /// <summary>Length of the whole file in bytes; <c>null</c> if the server does not send it.</summary>
    public long? TotalLength { get; }

    /// <summary>Strong ETag of the file, with its quotes, for <see cref="DownloadOptions.IfRange"/>; <c>null</c> if the server sends none, so
    /// that the download cannot be resumed.</summary>
    public string? ETag => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : null;

    /// <summary>File name that the server sends, without path and control characters; <c>null</c> if it sends none. Do not trust it
    /// otherwise.</summary>
    public string? FileName
    {
        get
        {
            var disposition = response.Content.Headers.ContentDisposition;
            var name = disposition?.FileNameStar ?? Unquoted(disposition?.FileName);
            name = string.Concat((Path.GetFileName(name?.Replace('\\', '/')) ?? "").Where(c => !char.IsControl(c)));
            return name is "" or "." or ".." ? null : name;
        }
    }

    /// <summary>HTTP status: 200 for the whole file, 206 for a part of it.</summary>
    public int Status => (int)response.StatusCode;

    /// <summary>Response headers, without the content headers.</summary>
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
