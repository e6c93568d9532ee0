using Parhelion.Core.Readiness;
using Parhelion.Server.Readiness;

namespace Parhelion.Server.WebConsole;

/// <summary>The state of one part of the server, such as the orphan scan, as a line on the overview page of the web console.</summary>
/// <param name="Part">The name of the part, in words.</param>
/// <param name="IsGood">Whether the part works.</param>
/// <param name="Detail">A sentence about the state; <c>null</c> if there is nothing to say.</param>
public sealed record OverviewHealthLine(string Part, bool IsGood, string? Detail)
{
    internal static OverviewHealthLine Of(VerboseReadinessEntry entry) => new(WordsOf(entry.Component), entry.State == ComponentReadiness.Ok, entry.Detail);

    // orphanScan → Orphan scan
    private static string WordsOf(string component) =>
        string.Concat(component.Select((sign, index) => index == 0 ? char.ToUpperInvariant(sign).ToString() : char.IsUpper(sign) ? $" {char.ToLowerInvariant(sign)}" : sign.ToString()));
}
