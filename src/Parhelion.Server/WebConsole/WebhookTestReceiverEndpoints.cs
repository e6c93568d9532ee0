using System.Buffers;
using System.Globalization;
using System.Text;
using Parhelion.Server.WebConsole.Pages;
using Parhelion.Server.Webhooks;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Maps the URLs and the web console page of the webhook test receiver. Webhooks call the URLs for a test. The page shows these calls as they arrive.
/// <see cref="WebhookTestReceiver"/> keeps the calls.
/// </summary>
internal static class WebhookTestReceiverEndpoints
{
    private const string Page = "webhooks/receiver";

    /// <summary>Maps the URL that webhooks call. It needs no session, because its token is the right to call it.</summary>
    public static void MapReceiver(this IEndpointRouteBuilder routes) => routes.MapPost($"{ConsolePaths.Receiver}/{{token}}", ReceiveAsync);

    /// <summary>Maps the pages of an app.</summary>
    public static void MapReceiverPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Page}", ShowAsync);
        routes.MapGet($"/{Page}/feed", FollowAsync);
        routes.MapPost($"/{Page}/clear", Clear);
    }

    private static async Task<IResult> ReceiveAsync(HttpContext http, string token, string? status, WebhookTestReceiver receiver)
    {
        if (receiver.AppOf(token) is not { } appId) return Results.NotFound();
        var wanted = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 200 and < 600 ? number : StatusCodes.Status200OK;
        var (body, length) = await ReadAsync(http);
        receiver.Add(appId, wanted, HeadersOf(http.Request), body, length);
        return Results.Text("The console has got this call.\n", "text/plain; charset=utf-8", statusCode: wanted);
    }

    // Keeps the beginning and counts the rest. Kestrel refuses what is longer than the limit of the route.
    private static async Task<(string Body, long Length)> ReadAsync(HttpContext http)
    {
        var (kept, length) = (new byte[WebhookTestReceiver.KeptBodyBytes], 0L);
        var buffer = ArrayPool<byte>.Shared.Rent(WebhookTestReceiver.KeptBodyBytes);
        try
        {
            while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
            {
                if (length < kept.Length) buffer.AsSpan(0, (int)Math.Min(read, kept.Length - length)).CopyTo(kept.AsSpan((int)length));
                length += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return (Encoding.UTF8.GetString(kept, 0, (int)Math.Min(length, kept.Length)), length);
    }

    private static string HeadersOf(HttpRequest request) => string.Join(
        '\n', request.Headers.Select(header => $"{header.Key}: {(header.Key.Equals(WebhookSender.SecretHeader, StringComparison.OrdinalIgnoreCase) ? "(not shown)" : header.Value.ToString())}"));

    private static async Task<IResult> ShowAsync(HttpContext http, string appId, ConsoleLayoutDataFactory frames, WebhookTestReceiver receiver, WebhookTestReceiverUrl url, PrivateAddressPolicy policy)
    {
        var frame = await frames.OfAsync(http, appId);
        var target = url.Of(http, appId);
        return new ConsoleResult<ReceiverPage>(
            StatusCodes.Status200OK, ("Frame", frame), ("Url", target), ("IsCallable", policy.Allows(new Uri(target))), ("Calls", receiver.After(appId, 0).Reverse().ToList()));
    }

    private static async Task FollowAsync(HttpContext http, string appId, long? after, WebhookTestReceiver receiver, ConsoleRenderer renderer, ConsoleFeed feed)
    {
        var last = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : after ?? 0;
        await feed.SendAsync(http, NextAsync);

        async Task<IReadOnlyList<FeedEvent>> NextAsync(CancellationToken stop)
        {
            var lines = new List<FeedEvent>();
            foreach (var call in receiver.After(appId, last))
            {
                lines.Add(new FeedEvent(await renderer.RenderAsync<ReceivedItem>(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Call"] = call }), call.Number));
                last = call.Number;
            }

            return lines;
        }
    }

    private static IResult Clear(string appId, WebhookTestReceiver receiver)
    {
        receiver.Clear(appId);
        return Results.Redirect(ConsolePaths.Of(appId, Page));
    }
}
