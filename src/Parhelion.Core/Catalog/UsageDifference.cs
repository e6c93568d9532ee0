namespace Parhelion.Core.Catalog;

/// <summary>A difference between the usage that is counted and the attachments that exist.</summary>
/// <param name="AppId">The app.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Attachments">The number of attachments that exist, minus the number counted. Negative when fewer exist than are counted.</param>
/// <param name="Bytes">The number of bytes that exist, minus the number counted. Negative when fewer exist than are counted.</param>
public sealed record UsageDifference(string AppId, string MediaType, long Attachments, long Bytes);
