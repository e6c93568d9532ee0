namespace Parhelion.Server.Commands;

/// <summary>The line of JSON that <c>serve --ephemeral --json</c> writes to stdout once the server listens.</summary>
/// <remarks>This type is not a record, because <c>ToString</c> of a record would show the secrets.</remarks>
/// <param name="url">Base URL of the API.</param>
/// <param name="appId">Id of the app "Quickstart"; absent if the settings have an account key.</param>
/// <param name="keyId">Id of the key of the app.</param>
/// <param name="secret">Secret of the key of the app.</param>
internal sealed class EphemeralServerInfo(string url, string? appId, string? keyId, string? secret)
{
    public string Url => url;

    public string? AppId => appId;

    public string? KeyId => keyId;

    public string? Secret => secret;

    /// <summary>Id of the account key, which may do everything.</summary>
    public string? AccountKeyId { get; init; }

    /// <summary>Secret of the account key.</summary>
    public string? AccountSecret { get; init; }

    /// <summary>The temporary folder, which the server deletes at its end.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Id of the server process.</summary>
    public required int ProcessId { get; init; }
}
