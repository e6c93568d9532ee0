namespace Parhelion.Client.Wire;

/// <summary>One call of the API: the request to send, and whether a retry is safe.</summary>
/// <param name="Name">Name of the call in error messages.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Url">URL of the request.</param>
internal sealed record ApiCall(string Name, HttpMethod Method, Uri Url)
{
    /// <summary>The JSON body; <c>null</c> if there is none.</summary>
    public ReadOnlyMemory<byte>? Json { get; init; }

    /// <summary>The body of an upload; <c>null</c> for other calls.</summary>
    public UploadBody? Upload { get; init; }

    /// <summary>Whether executing the call twice has the same effect as executing it once.</summary>
    public bool IsIdempotent { get; init; } = Method != HttpMethod.Post;

    /// <summary>Whether the call transfers a file, so that <see cref="ClientSettings.IdleTimeout"/> applies.</summary>
    public bool IsTransfer { get; init; }

    /// <summary>Whether the request has credentials.</summary>
    public bool IsAuthenticated { get; init; } = true;

    /// <summary>Whether a redirect throws a <see cref="RedirectException"/> instead of failing the call.</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Which requests count as attempts of the operation.</summary>
    public AttemptCounting AttemptCounting { get; init; }

    /// <summary>The resumable upload that the call belongs to. Its URL is a secret, which messages must not contain.</summary>
    public ResumableUpload? ResumableUpload { get; init; }

    /// <summary>Whether the server has executed the operation already, and the call only fetches its result.</summary>
    public bool IsExecuted { get; init; }

    /// <summary>Time limit of an attempt, if it is shorter than that of the settings.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Changes the request headers before an attempt.</summary>
    public Action<HttpRequestMessage>? Prepare { get; init; }
}
