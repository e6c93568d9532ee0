using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Extensions;

/// <summary>Sends the calls that only Parhelion has, and the .NET client has no method for.</summary>
internal sealed class ExtensionApi(RawApi api, string appId)
{
    private const int MaxPage = 100;

    private string Attachments => $"apps/{Uri.EscapeDataString(appId)}/attachments";

    /// <summary>Lists attachments, newest first, page by page.</summary>
    /// <param name="filters">The filters by name. Those without a value are left out.</param>
    /// <param name="limit">Largest number of entries; <c>null</c> for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<AttachmentDetails> ListAsync(
        IReadOnlyList<(string Name, string? Value)> filters, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chosen = filters.Where(filter => filter.Value is not null).Select(filter => $"&filter[{filter.Name}]={Uri.EscapeDataString(filter.Value!)}");
        var query = $"?page[size]={Math.Min(limit ?? MaxPage, MaxPage)}{string.Concat(chosen)}";
        for (var next = query; ;)
        {
            var page = await SendAsync(new RawCall(HttpMethod.Get, Attachments + next), ExtensionJson.Default.AttachmentPage, "a list of attachments", cancellationToken);
            foreach (var item in page.Attachments ?? []) yield return item;
            if (page.Meta is not { HasMore: true, AfterCursor: { } cursor }) yield break;
            next = $"{query}&page[after]={Uri.EscapeDataString(cursor)}";
        }
    }

    public async Task<Usage> UsageAsync(CancellationToken cancellationToken) =>
        (await SendAsync(new RawCall(HttpMethod.Get, $"{Attachments}/usage"), ExtensionJson.Default.UsageResponse, "usage figures", cancellationToken)).Usage;

    private async Task<T> SendAsync<T>(RawCall call, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await api.SendAsync(call, type, cancellationToken);
        }
        catch (RefusedCallException e) when (e.Status is 404 or 405 && !NamesMissingObject(e))
        {
            throw new RefusedCallException(404, $"This server does not have {what}. A newer Parhelion has", e.Errors) { RequestId = e.RequestId };
        }
    }

    // An app or a conversation that is missing has a code of its own.
    private static bool NamesMissingObject(RefusedCallException refusal) =>
        refusal.Errors.Any(error => error.Code is ProblemCodes.AppNotFound or ProblemCodes.ConversationNotFound);
}
