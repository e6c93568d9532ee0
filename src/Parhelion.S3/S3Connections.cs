using System.Net;
using Amazon.Runtime;

namespace Parhelion.S3;

/// <summary>One pool of connections for the client: as many as there are requests, a host that does not answer given up on soon, a change of
/// its address noticed.</summary>
internal sealed class S3Connections(TimeSpan patience) : HttpClientFactory
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = ConnectTime < patience ? ConnectTime : patience,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // What a client does not take any more is not fetched from the store either.
            MaxResponseDrainSize = 0,
        })
        {
            // Ends with the header of the answer; its body has the patience of S3Blob.
            Timeout = patience,
        };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}
