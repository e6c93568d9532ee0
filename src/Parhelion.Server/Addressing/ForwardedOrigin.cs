namespace Parhelion.Server.Addressing;

/// <summary>The scheme and host that the client used for the current request, as a trusted proxy reports them. Each request has its own instance.</summary>
internal sealed class ForwardedOrigin
{
    /// <summary>The origin, without a path; <c>null</c> when no trusted proxy reported a host.</summary>
    public Uri? Url { get; set; }
}
