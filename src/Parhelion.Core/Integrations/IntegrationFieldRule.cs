using System.Text.Json.Nodes;

namespace Parhelion.Core.Integrations;

/// <summary>Describes one field of a type of integration: the JSON type, the allowed values, and what the API does with the field.</summary>
/// <param name="Name">Name of the field in JSON.</param>
/// <param name="Kind">JSON type of the field.</param>
/// <param name="Traits">What the API does with the field.</param>
public sealed record IntegrationFieldRule(string Name, IntegrationFieldKind Kind, IntegrationFieldTraits Traits)
{
    /// <summary>Fewest characters of a text.</summary>
    public int MinLength { get; init; }

    /// <summary>Most characters of a text.</summary>
    public int MaxLength { get; init; } = 2048;

    /// <summary>The allowed texts; empty if every text is allowed.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The value in responses while the field is not set; <c>null</c>: responses do not contain the field then.</summary>
    public JsonValue? Default { get; init; }

    /// <summary>Whether the creation of the integration needs the field.</summary>
    public bool IsRequired => Traits.HasFlag(IntegrationFieldTraits.Required);

    /// <summary>Whether the field may be null.</summary>
    public bool IsNullable => Traits.HasFlag(IntegrationFieldTraits.CanBeNull);

    /// <summary>Whether an update may change the field.</summary>
    public bool IsUpdatable => Traits.HasFlag(IntegrationFieldTraits.Updatable);

    /// <summary>Whether responses do not contain the field.</summary>
    public bool IsHidden => Traits.HasFlag(IntegrationFieldTraits.Hidden);

    /// <summary>Whether the field is encrypted before it is stored.</summary>
    public bool IsSecret => Traits.HasFlag(IntegrationFieldTraits.Secret);

    /// <summary>Whether only the server sets the field.</summary>
    public bool IsReadOnly => Traits.HasFlag(IntegrationFieldTraits.ReadOnly);
}
