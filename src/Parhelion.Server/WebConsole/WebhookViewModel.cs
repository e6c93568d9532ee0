using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Server.WebConsole;

/// <summary>A webhook and the number of its waiting events, for the pages of the web console.</summary>
/// <param name="Row">The webhook.</param>
/// <param name="Waiting">How many events wait for the webhook. The count stops at one more than <see cref="MaxCount"/>, which means that more than
/// <see cref="MaxCount"/> events wait.</param>
public sealed record WebhookViewModel(WebhookRow Row, int Waiting)
{
    /// <summary>More events are not counted.</summary>
    public const int MaxCount = 100;

    /// <summary>The types of events that it gets.</summary>
    public IReadOnlyList<string> Triggers => TriggersOf(Row);

    internal static IReadOnlyList<string> TriggersOf(WebhookRow row) => JsonSerializer.Deserialize(row.Triggers, ProtocolJson.Default.IReadOnlyListString)!;
}
