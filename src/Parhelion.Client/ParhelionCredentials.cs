using System.Net.Http.Headers;

namespace Parhelion;

/// <summary>The credentials of a <see cref="ParhelionClient"/>. The client sends them only to the host of the API.</summary>
public abstract class ParhelionCredentials
{
    private protected ParhelionCredentials()
    {
    }

    /// <summary>Creates Basic credentials: the client sends the key with every call, as user name and password.</summary>
    /// <param name="keyId">Id of the key, <c>app_…</c>, <c>act_…</c>, <c>svc_…</c> or <c>int_…</c>.</param>
    /// <param name="secret">Secret of the key.</param>
    public static ParhelionCredentials Basic(string keyId, string secret) => new BasicCredentials(keyId, secret);

    /// <summary>Creates credentials from a JWT that was signed elsewhere.</summary>
    /// <param name="token">The token, without <c>Bearer</c>.</param>
    public static ParhelionCredentials Bearer(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        return new TokenCredentials(_ => ValueTask.FromResult(token));
    }

    /// <summary>Creates credentials from JWTs that the caller provides. The client calls <paramref name="getToken"/> before every attempt, so
    /// the caller should cache a token until it expires.</summary>
    /// <param name="getToken">Returns a token, without <c>Bearer</c>.</param>
    public static ParhelionCredentials Bearer(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new TokenCredentials(getToken);
    }

    /// <summary>Creates credentials from a key with which the client signs short-lived JWTs. The secret itself is never sent.</summary>
    /// <param name="keyId">Id of the key. Its prefix determines the scope of the tokens.</param>
    /// <param name="secret">Secret of the key.</param>
    /// <param name="lifetime">Lifetime of a token, at least 1 second. The client signs a new one when a fifth of it is left. Default: 5
    /// minutes.</param>
    public static SigningCredentials SigningKey(string keyId, string secret, TimeSpan? lifetime = null) => new(keyId, secret, lifetime);

    /// <summary>No credentials. Sufficient only for downloads of public files.</summary>
    public static ParhelionCredentials None { get; } = new NoCredentials();

    /// <summary>Returns the kind of the credentials, never their content.</summary>
    public override string ToString() => $"{GetType().Name} [redacted]";

    internal abstract ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken);

    private sealed class NoCredentials : ParhelionCredentials
    {
        internal override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken) => default;
    }

    private sealed class TokenCredentials(Func<CancellationToken, ValueTask<string>> getToken) : ParhelionCredentials
    {
        internal override async ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken) =>
            new("Bearer", await getToken(cancellationToken).ConfigureAwait(false));
    }

    private sealed class BasicCredentials : ParhelionCredentials
    {
        private readonly AuthenticationHeaderValue header;

        public BasicCredentials(string keyId, string secret)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(keyId);
            ArgumentException.ThrowIfNullOrWhiteSpace(secret);
            if (keyId.Contains(':', StringComparison.Ordinal)) throw new ArgumentException("The id of a key must not contain a colon.", nameof(keyId));
            header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{keyId}:{secret}")));
        }

        internal override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken) => new(header);
    }
}
