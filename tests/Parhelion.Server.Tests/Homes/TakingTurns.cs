using Parhelion.Testing;

namespace Parhelion.Server.Tests.Homes;

/// <summary>Calls go to one node after the other, as by a load balancer.</summary>
internal sealed class TakingTurns(IReadOnlyList<Uri> nodes) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private int turn;

    /// <summary>A client with the credentials of the app that they share.</summary>
    public static HttpClient CreateClient(IReadOnlyList<ParhelionServer> servers)
    {
        using var like = servers[0].CreateClient();
        var client = new HttpClient(new TakingTurns([.. servers.Select(server => server.Url)])) { BaseAddress = servers[0].Url };
        client.DefaultRequestHeaders.Authorization = like.DefaultRequestHeaders.Authorization;
        return client;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var node = nodes[(int)((uint)Interlocked.Increment(ref turn) % nodes.Count)];
        request.RequestUri = new Uri(node, request.RequestUri!.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }
}
