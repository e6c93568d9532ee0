namespace Parhelion.S3;

/// <summary>The settings of an S3 store, from the section <c>Blobs:S3</c>. This type is not a record, because <c>ToString</c> of a record would print the
/// secret.</summary>
public sealed class S3Options
{
    /// <summary><c>Endpoint</c>: the URL of the store, without the bucket. Default: the endpoint of Amazon S3 in <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>Region</c>: the region for which requests are signed. Default: <c>us-east-1</c>, which most stores other than Amazon S3 accept.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary><c>Bucket</c>: name of the bucket, which must exist. Blobs are below <c>blobs/</c>, blobs in the quarantine below <c>quarantine/</c>, and bytes
    /// of unfinished uploads below <c>partial/</c>.</summary>
    public required string Bucket { get; init; }

    /// <summary><c>AccessKey</c>: id of the access key, together with <see cref="SecretKey"/>. Default: the credentials of the machine, such as the role of an
    /// instance.</summary>
    public string? AccessKey { get; init; }

    /// <summary><c>SecretKey</c>: secret of the access key.</summary>
    public string? SecretKey { get; init; }

    /// <summary><c>ForcePathStyle</c>: whether URLs have the bucket in the path instead of the host. Default: true if <see cref="Endpoint"/> is set.</summary>
    public bool? ForcePathStyle { get; init; }

    /// <summary>Time limit of one attempt until its response begins, and of the pause between two reads of a response. A request has at most 16 MiB.
    /// Default: 1 minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Largest number of retries of a failed request, each after a longer wait. Default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary><c>Reads</c>: largest number of objects that are read at the same time. One client gets at most a quarter of them. Default: 256.</summary>
    public int Reads { get; init; } = 256;

    /// <summary>Number of entries in one page of a listing and in one DeleteObjects request. The protocol allows at most 1,000.</summary>
    internal int PageSize { get; init; } = 1000;
}
