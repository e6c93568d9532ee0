namespace Parhelion.Testing;

/// <summary>What <see cref="ParhelionServer.SeedAsync"/> puts into a server.</summary>
public sealed class SeedData
{
    /// <summary>Files without a conversation.</summary>
    public IList<SeedFile> Files { get; init; } = [];

    /// <summary>Users, each with a conversation.</summary>
    public IList<SeedConversation> Conversations { get; init; } = [];
}
