namespace Parhelion.Core.Blobs;

/// <summary>The header fields of the response that a store sends when a client fetches a file from a presigned URL.</summary>
/// <param name="ContentType">Value of <c>Content-Type</c>.</param>
/// <param name="ContentDisposition">Value of <c>Content-Disposition</c>.</param>
/// <param name="CacheControl">Value of <c>Cache-Control</c>.</param>
public sealed record PresignedResponseHeaders(string ContentType, string ContentDisposition, string CacheControl);
