namespace Parhelion.Testing;

/// <summary>What <see cref="ParhelionServer.SeedAsync"/> has put into a server.</summary>
public sealed class SeedResult
{
    /// <summary>The media URL of each file, by its name. Of several files with one name, the last.</summary>
    public IReadOnlyDictionary<string, string> MediaUrls => Urls;

    /// <summary>The id of each conversation, by the external id of its user.</summary>
    public IReadOnlyDictionary<string, string> ConversationIds => Conversations;

    internal Dictionary<string, string> Urls { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Conversations { get; } = new(StringComparer.Ordinal);
}
