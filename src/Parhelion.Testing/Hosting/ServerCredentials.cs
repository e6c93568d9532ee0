using System.Text.Json;

namespace Parhelion.Testing.Hosting;

/// <summary>The credentials that a server creates at its first start. Not a record: its text would show the secrets.</summary>
internal sealed class ServerCredentials
{
    public required string AppId { get; init; }

    public required string AppKeyId { get; init; }

    public required string AppKeySecret { get; init; }

    public required string AccountKeyId { get; init; }

    public required string AccountKeySecret { get; init; }

    /// <summary>Reads <c>credentials.json</c> of a data directory.</summary>
    /// <returns><c>null</c> if there is no such file.</returns>
    public static async Task<ServerCredentials?> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var file = Path.Combine(directory, "credentials.json");
        if (!File.Exists(file)) return null;
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        var (account, app) = (json.RootElement.GetProperty("account"), json.RootElement.GetProperty("app"));
        return new ServerCredentials
        {
            AppId = json.RootElement.GetProperty("appId").GetString()!,
            AppKeyId = app.GetProperty("keyId").GetString()!,
            AppKeySecret = app.GetProperty("secret").GetString()!,
            AccountKeyId = account.GetProperty("keyId").GetString()!,
            AccountKeySecret = account.GetProperty("secret").GetString()!,
        };
    }
}
