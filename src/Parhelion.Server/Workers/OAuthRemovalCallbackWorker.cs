using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Parhelion.Core.Catalog;
using Parhelion.Core.Webhooks;
using Parhelion.Protocol;
using Parhelion.Server.Access.OAuth;

namespace Parhelion.Server.Workers;

/// <summary>Tells an OAuth client that its access to an app has ended. To do so, the worker calls the <c>RemoveUrl</c> in the settings of the client.</summary>
/// <remarks>The worker makes one call after another. It tries each call up to three times, and waits at most 20 seconds for each attempt. At most 1,000 calls
/// can wait; further calls are not made. Calls that still wait when the server stops are not made.</remarks>
internal sealed class OAuthRemovalCallbackWorker(IntegrationService integrations, OAuthSettings settings, TimeProvider clock, ILogger<OAuthRemovalCallbackWorker> log) : BackgroundService
{
    private const int MaxWaiting = 1000;
    private const int Attempts = 3;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    // Only ids wait here, so that the queue takes little memory.
    private readonly Channel<(OAuthClient Client, string AppId, string IntegrationId)> ended =
        Channel.CreateBounded<(OAuthClient, string, string)>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        MaxResponseHeadersLength = 64,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    public override void Dispose()
    {
        integrations.AccessEnded -= Add;
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        integrations.AccessEnded += Add;
        await foreach (var (client, appId, integrationId) in ended.Reader.ReadAllAsync(stoppingToken)) await CallAsync(client, appId, integrationId, stoppingToken);
    }

    // The client may have been removed from the settings meanwhile.
    private void Add(IntegrationRow integration)
    {
        if (settings.Find(integration.OAuthClient!) is { RemoveUrl: not null } client) ended.Writer.TryWrite((client, integration.AppId, integration.Id));
    }

    private async Task CallAsync(OAuthClient client, string appId, string integrationId, CancellationToken cancellationToken)
    {
        for (var attempt = 1; !await TryCallAsync(client.RemoveUrl!, appId, integrationId, cancellationToken); attempt++)
        {
            if (attempt == Attempts)
            {
                log.RemoveUrlNotCalled(client.Id);
                return;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task<bool> TryCallAsync(string url, string appId, string integrationId, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TimeLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var body = new JsonObject { ["app"] = new JsonObject { ["id"] = appId }, ["integration"] = new JsonObject { ["id"] = integrationId } };
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(WireJson.Text(body), new MediaTypeHeaderValue("application/json", "utf-8")) };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Parhelion", null));
        try
        {
            using var response = await http.SendAsync(request, both.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
