using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Parhelion.Core;

namespace Parhelion.S3;

/// <summary>Configures the client of the AWS SDK so that it works with all S3-compatible stores. The client sends no trailing checksums and no
/// <c>aws-chunked</c> bodies.</summary>
internal sealed class S3Client : AmazonS3Client
{
    // A field initializer, because the base constructor calls CustomizeRuntimePipeline, which needs the clock.
    private readonly S3ClockHandler clock = new();

    private S3Client(AWSCredentials credentials, AmazonS3Config config) : base(credentials, config)
    {
    }

    private S3Client(AmazonS3Config config) : base(config)
    {
    }

    /// <summary>The clock of the store, derived from the <c>Date</c> of its responses.</summary>
    public RemoteClock Clock => clock.Time;

    /// <summary>Requests the current time of the store.</summary>
    public ValueTask<DateTimeOffset> NowAsync(string bucket, CancellationToken cancellationToken) => clock.AskAsync(this, bucket, cancellationToken);

    /// <summary>Creates a client. If the options have an access key, the SDK searches no credentials on this machine or in its cloud.</summary>
    public static S3Client Make(S3Options options)
    {
        var config = new AmazonS3Config
        {
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            IgnoreConfiguredEndpointUrls = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            ForcePathStyle = options.ForcePathStyle ?? options.Endpoint is not null,
            HttpClientFactory = new S3HttpClientFactory(options.Timeout),
            BufferSize = 32 * 1024,
            DisableLogging = true,
        };
        if (options.Endpoint is { } endpoint) (config.ServiceURL, config.AuthenticationRegion) = (endpoint.AbsoluteUri, options.Region);
        else config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return options.AccessKey is { } key ? new S3Client(new BasicAWSCredentials(key, options.SecretKey), config) : new S3Client(config);
    }

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Signer>(new ContentMd5Handler());
        pipeline.AddHandlerBefore<Signer>(new ReplayableContentHandler());
        pipeline.AddHandlerBefore<Signer>(clock);
    }
}
