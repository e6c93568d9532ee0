namespace Parhelion.S3;

/// <summary>Which store, and who we are there: section <c>Blobs:S3</c>. Not a record: what prints itself would print the secret.</summary>
public sealed class S3Options
{
    /// <summary><c>Endpoint</c>: the URL of the store, without the bucket. Default: Amazon's, of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>Region</c>: what requests are signed for. Default: <c>us-east-1</c>, which is right for most stores that are not Amazon's.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary><c>Bucket</c>: must exist. What this store writes is under <c>blobs/</c> in it.</summary>
    public required string Bucket { get; init; }

    /// <summary><c>AccessKey</c>, together with <see cref="SecretKey"/>. Default: the credentials that the machine has, such as the role of an instance.</summary>
    public string? AccessKey { get; init; }

    /// <summary><c>SecretKey</c>.</summary>
    public string? SecretKey { get; init; }

    /// <summary><c>ForcePathStyle</c>: whether the bucket is named in the path instead of the host. Default: when there is an <see cref="Endpoint"/>.</summary>
    public bool? ForcePathStyle { get; init; }

    /// <summary>How long one attempt of a request may take until its answer begins, and how long the bytes of an answer may pause. A request carries
    /// 16 MiB at most. Default: 1 minute.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a request that failed is sent again, each time after a longer pause. Default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary><c>Reads</c>: most objects that are read at once; of them a quarter for one client. Default: 256.</summary>
    public int Reads { get; init; } = 256;

    /// <summary>Entries of one page of a listing and of one deletion; a thousand is the most that the protocol knows.</summary>
    internal int PageSize { get; init; } = 1000;
}
