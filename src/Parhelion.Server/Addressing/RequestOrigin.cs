namespace Parhelion.Server.Addressing;

/// <summary>The scheme and host that the client of one request used, as a trusted proxy reports them.</summary>
internal sealed class RequestOrigin
{
    /// <summary>The origin, without a path; <c>null</c> when no trusted proxy reported a host.</summary>
    public Uri? Url { get; set; }
}
