namespace Parhelion.Protocol;

/// <summary>A response with one page of the conversion events of a conversation, oldest first.</summary>
public sealed record ConversionEventListResponse(IReadOnlyList<ConversionEventRecord> ConversionEvents, PageMeta Meta, PageLinks? Links = null);
