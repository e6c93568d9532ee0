namespace Parhelion.Testing;

/// <summary>A user with a personal conversation, for <see cref="SeedData"/>.</summary>
/// <param name="UserExternalId">The external id of the user, who is created.</param>
public sealed record SeedConversation(string UserExternalId)
{
    /// <summary>Files that are sent to the user, each with a message of its own. They are deleted with the conversation.</summary>
    public IList<SeedFile> Files { get; init; } = [];
}
