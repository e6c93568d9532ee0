using Parhelion.Server.Configuration;

namespace Parhelion.Server.Access.OAuth;

/// <summary>Settings of the OAuth clients (section <c>OAuth</c>).</summary>
public sealed record OAuthSettings
{
    private const string Section = "OAuth:Clients";

    /// <summary><c>OAuth:Clients:0</c>, <c>OAuth:Clients:1</c> and so on: the programs that may ask for access to apps. Default: none.</summary>
    public IReadOnlyList<OAuthClient> Clients { get; init; } = [];

    /// <summary>Finds a client by its id; <c>null</c> if there is none.</summary>
    public OAuthClient? Find(string id) => Clients.FirstOrDefault(client => client.Id == id);

    internal static OAuthSettings Read(SettingsReader reader)
    {
        var clients = reader.Items(Section).Select(name => OAuthClient.Read(reader, $"{Section}:{name}")).OfType<OAuthClient>().ToList();
        foreach (var id in clients.GroupBy(client => client.Id, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            reader.Add($"Parhelion:{Section} has several clients with the id '{id}'.");
        }

        return new OAuthSettings { Clients = clients };
    }
}
