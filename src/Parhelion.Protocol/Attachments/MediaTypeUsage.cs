namespace Parhelion;

/// <summary>The attachments of one media type.</summary>
/// <param name="MediaType">Media type that the server detected from the bytes.</param>
/// <param name="Count">Number of attachments.</param>
/// <param name="Bytes">Their size in bytes.</param>
public sealed record MediaTypeUsage(string MediaType, long Count, long Bytes);
