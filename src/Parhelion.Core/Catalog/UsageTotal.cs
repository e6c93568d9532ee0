namespace Parhelion.Core.Catalog;

/// <summary>Holds the number and the total size of all attachments of an app.</summary>
/// <param name="Count">Number of attachments.</param>
/// <param name="Bytes">Total size of the attachments in bytes.</param>
public readonly record struct UsageTotal(long Count, long Bytes);
