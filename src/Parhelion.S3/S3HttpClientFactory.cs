using System.Net;
using Amazon.Runtime;

namespace Parhelion.S3;

/// <summary>Creates the <see cref="HttpClient"/> that the SDK uses. The client has one connection pool without a size limit. A connection attempt fails after
/// at most 5 seconds. A connection is replaced after 5 minutes, so that a changed address of the store is noticed.</summary>
internal sealed class S3HttpClientFactory(TimeSpan patience) : HttpClientFactory
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
            // Do not read the rest of an abandoned response only to reuse its connection.
            MaxResponseDrainSize = 0,
        })
        {
            // Applies until the response headers arrive. OpenS3Blob limits the time for the body.
            Timeout = patience,
        };

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public override string? GetConfigUniqueString(IClientConfig clientConfig) => null;
}
