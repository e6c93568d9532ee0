namespace Parhelion.Core.Integrations;

/// <summary>Describes one type of integration, such as <c>telegram</c>: its name, its fields, and which of the fields a new integration needs.</summary>
/// <param name="Name">Name of the type in the API.</param>
/// <param name="Fields">The fields of the type, in the order in which responses contain them.</param>
public sealed record IntegrationTypeDefinition(string Name, IReadOnlyList<IntegrationFieldRule> Fields)
{
    /// <summary>Fields of which the creation needs at least one; empty if there is no such rule.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>Fields of which the creation needs all or none; empty if there is no such rule.</summary>
    public IReadOnlyList<string> AllOrNone { get; init; } = [];
}
