using System.Text.Json;
using Parhelion.Server.Storage;

namespace Parhelion.Server.Access;

/// <summary>The content of <c>credentials.json</c>: the account key, the app and the app key that the first run of a server creates.</summary>
internal sealed record InitialCredentials(KeyAndSecret Account, string AppId, KeyAndSecret App)
{
    /// <summary>Reads the credentials that the first run kept in a data directory.</summary>
    public static InitialCredentials Read(string dataDirectory) =>
        JsonSerializer.Deserialize(File.ReadAllText(Path.Combine(dataDirectory, DataDirectory.CredentialsName)), InitialCredentialsJson.Default.InitialCredentials)!;

    public override string ToString() => AppId;
}
