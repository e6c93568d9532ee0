using System.Net.Http.Headers;

namespace Parhelion.Client;

/// <summary>Who calls. Credentials are sent to the API's own host and to no other.</summary>
public abstract class ParhelionCredentials
{
    private protected ParhelionCredentials()
    {
    }

    /// <summary>A key as user name and password.</summary>
    /// <param name="keyId">Id of the key, <c>app_…</c>, <c>act_…</c>, <c>svc_…</c> or <c>int_…</c>.</param>
    /// <param name="secret">Secret of the key.</param>
    public static ParhelionCredentials Basic(string keyId, string secret) => new BasicCredentials(keyId, secret);

    /// <summary>A JWT that was signed elsewhere.</summary>
    /// <param name="token">The token, without <c>Bearer</c>.</param>
    public static ParhelionCredentials Bearer(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        return new TokenCredentials(_ => ValueTask.FromResult(token));
    }

    /// <summary>JWTs that the caller fetches. Asked before every attempt; the caller keeps them as long as they hold.</summary>
    /// <param name="getToken">Gives a token, without <c>Bearer</c>.</param>
    public static ParhelionCredentials Bearer(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new TokenCredentials(getToken);
    }

    /// <summary>A key with which the client signs short-lived JWTs, so that the secret itself never travels.</summary>
    /// <param name="keyId">Id of the key; its prefix says the scope.</param>
    /// <param name="secret">Secret of the key.</param>
    /// <param name="lifetime">How long a token holds; it is signed anew when a fifth of that is left. Default: 5 minutes.</param>
    public static SigningCredentials SigningKey(string keyId, string secret, TimeSpan? lifetime = null) => new(keyId, secret, lifetime);

    /// <summary>No credentials. Good for downloads of public media only.</summary>
    public static ParhelionCredentials None { get; } = new NoCredentials();

    /// <summary>Says what kind of credentials these are, never what is in them.</summary>
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
            if (keyId.Contains(':', StringComparison.Ordinal)) throw new ArgumentException("The id of a key has no colon.", nameof(keyId));
            header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{keyId}:{secret}")));
        }

        internal override ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(TimeProvider clock, CancellationToken cancellationToken) => new(header);
    }
}
