using System.Globalization;

namespace Parhelion.Core.Catalog;

/// <summary>A difference between the usage that is counted and the attachments that exist.</summary>
/// <param name="AppId">The app.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Attachments">The number of attachments that exist, minus the number counted. Negative when fewer exist than are counted.</param>
/// <param name="Bytes">The number of bytes that exist, minus the number counted. Negative when fewer exist than are counted.</param>
public sealed record UsageDifference(string AppId, string MediaType, long Attachments, long Bytes)
{
    /// <summary>Describes the difference for an operator.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"app {AppId}, {MediaType}: {Attachments:+0;-0;0} attachments and {Bytes:+0;-0;0} bytes compared with the recorded usage");
}
