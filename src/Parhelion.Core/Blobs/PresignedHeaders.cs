namespace Parhelion.Core.Blobs;

/// <summary>Header fields of the response at a presigned URL.</summary>
/// <param name="ContentType"><c>Content-Type</c>.</param>
/// <param name="ContentDisposition"><c>Content-Disposition</c>.</param>
/// <param name="CacheControl"><c>Cache-Control</c>.</param>
public sealed record PresignedHeaders(string ContentType, string ContentDisposition, string CacheControl);
