using System.Globalization;

namespace Parhelion.Core.Catalog;

/// <summary>Describes a difference between the recorded usage of an app and the attachments that exist, for one media type.</summary>
/// <param name="AppId">Id of the app.</param>
/// <param name="MediaType">The media type.</param>
/// <param name="Attachments">The number of attachments that exist, minus the recorded number. Negative when fewer exist than are recorded.</param>
/// <param name="Bytes">The number of bytes that exist, minus the recorded number. Negative when fewer exist than are recorded.</param>
public sealed record UsageDiscrepancy(string AppId, string MediaType, long Attachments, long Bytes)
{
    /// <summary>Describes the difference for an operator.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"app {AppId}, {MediaType}: {Attachments:+0;-0;0} attachments and {Bytes:+0;-0;0} bytes compared with the recorded usage");
}
