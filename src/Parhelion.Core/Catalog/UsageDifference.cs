namespace Parhelion.Core.Catalog;

/// <summary>A difference between the usage that is counted and the attachments that exist.</summary>
/// <param name="AppId">The app.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Attachments">How many attachments exist more than are counted; negative: fewer.</param>
/// <param name="Bytes">How many bytes exist more than are counted; negative: fewer.</param>
public sealed record UsageDifference(string AppId, string MediaType, long Attachments, long Bytes);
