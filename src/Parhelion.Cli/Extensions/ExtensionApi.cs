using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Extensions;

/// <summary>Sends calls that only Parhelion has without the .NET client, with a limit for the bytes of the response.</summary>
internal sealed class ExtensionApi(RawApi api, string appId)
{
    private string Attachments => $"apps/{Uri.EscapeDataString(appId)}/attachments";

    public async Task<Usage> UsageAsync(CancellationToken cancellationToken) =>
        (await SendAsync(new RawCall(HttpMethod.Get, $"{Attachments}/usage"), ExtensionJson.Default.UsageResponse, "usage figures", cancellationToken)).Usage;

    private async Task<T> SendAsync<T>(RawCall call, JsonTypeInfo<T> type, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await api.SendAsync(call, type, cancellationToken);
        }
        catch (RefusedCallException e) when (ExtensionCall.IsUnknown(e.Status, e.Errors))
        {
            throw ExtensionCall.Unknown(what, e.Errors, e.RequestId);
        }
    }
}
