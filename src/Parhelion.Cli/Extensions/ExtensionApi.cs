using System.Text.Json.Serialization.Metadata;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;

namespace Parhelion.Cli.Extensions;

/// <summary>Sends the calls that only Parhelion has, and the .NET client has no method for.</summary>
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
        catch (RefusedCallException e) when (IsUnknown(e.Status, e.Errors))
        {
            throw Unknown(what, e.Errors, e.RequestId);
        }
    }

    /// <summary>Whether a refusal means that the server does not have the call. An app or a conversation that is missing has a code of its own.</summary>
    public static bool IsUnknown(int? status, IReadOnlyList<ApiError> errors) =>
        status is 404 or 405 && !errors.Any(error => error.Code is ProblemCodes.AppNotFound or ProblemCodes.ConversationNotFound);

    /// <summary>Creates the exception for a call that the server does not have.</summary>
    public static RefusedCallException Unknown(string what, IReadOnlyList<ApiError> errors, string? requestId) =>
        new(404, $"This server does not have {what}. A newer Parhelion has", errors) { RequestId = requestId };
}
