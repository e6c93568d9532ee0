namespace Parhelion.Core.Integrations;

/// <summary>Describes a type of integrations.</summary>
/// <param name="Name">Name of the type in the API.</param>
/// <param name="Fields">Its fields, in the order in which responses contain them.</param>
public sealed record IntegrationType(string Name, IReadOnlyList<IntegrationFieldRule> Fields)
{
    /// <summary>Fields of which the creation needs at least one; empty if there is no such rule.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>Fields of which the creation needs all or none; empty if there is no such rule.</summary>
    public IReadOnlyList<string> AllOrNone { get; init; } = [];
}
