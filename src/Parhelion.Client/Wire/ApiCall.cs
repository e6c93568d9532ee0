namespace Parhelion.Client.Wire;

/// <summary>One call: what to send, and what may be done when it fails.</summary>
/// <param name="Name">What to call it in a message for people.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">Where to.</param>
internal sealed record ApiCall(string Name, HttpMethod Method, Uri Url)
{
    /// <summary>The body as JSON.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>The body of an upload.</summary>
    public UploadBody? Upload { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    public bool IsIdempotent { get; init; } = Method != HttpMethod.Post;

    /// <summary>Whether it moves a file, so that the time limit is for standing still.</summary>
    public bool IsTransfer { get; init; }

    /// <summary>Whether credentials go along.</summary>
    public bool IsAuthenticated { get; init; } = true;

    /// <summary>Whether a redirect is reported as <see cref="RedirectException"/> instead of a failure.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Adds header fields.</summary>
    public Action<HttpRequestMessage>? Prepare { get; init; }
}
