namespace Parhelion.Core.Catalog;

/// <summary>All attachments of an app.</summary>
/// <param name="Count">Number of attachments.</param>
/// <param name="Bytes">Their size in bytes.</param>
public readonly record struct UsageTotal(long Count, long Bytes);
