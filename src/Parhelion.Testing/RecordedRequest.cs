using Microsoft.AspNetCore.Http;

namespace Parhelion.Testing;

/// <summary>A request that the server received. Bodies are not recorded.</summary>
public sealed class RecordedRequest
{
    private int status;

    internal RecordedRequest(HttpRequest request, DateTimeOffset receivedAt)
    {
        (Method, Path, Query, ReceivedAt) = (request.Method, request.PathBase.Value + request.Path.Value, request.QueryString.ToString(), receivedAt);
        Headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        ContentLength = request.ContentLength;
    }

    /// <summary>The method, such as <c>POST</c>.</summary>
    public string Method { get; }

    /// <summary>The path, decoded and without the query.</summary>
    public string Path { get; }

    /// <summary>The query with its question mark, as it was sent; empty without one.</summary>
    public string Query { get; }

    /// <summary>The headers. Several values of one header are joined with commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The length of the body in bytes, if the client announced it.</summary>
    public long? ContentLength { get; }

    /// <summary>When the server received the request, by its own clock.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>The status of the response; <c>null</c> if the server has not sent one.</summary>
    public int? Status => Volatile.Read(ref status) is var sent and not 0 ? sent : null;

    /// <summary>Method, path and status. Not the query and the headers, which can hold tokens.</summary>
    public override string ToString() => $"{Method} {Path} -> {(Status is { } sent ? sent.ToString() : "no response")}";

    internal void Answered(int with) => Volatile.Write(ref status, with);
}
