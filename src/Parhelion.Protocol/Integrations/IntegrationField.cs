namespace Parhelion;

/// <summary>A field of an integration that an update can clear: see <see cref="IntegrationUpdateBody.FieldsToClear"/>.</summary>
public readonly record struct IntegrationField
{
    private readonly string? name;

    /// <summary>Creates a field from its name in the JSON of the API, such as <c>displayName</c>. Use it for fields that this version does not know.</summary>
    public IntegrationField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary><see cref="Integration.DisplayName"/>.</summary>
    public static IntegrationField DisplayName { get; } = new("displayName");

    /// <summary>Returns the name in the JSON of the API.</summary>
    public override string ToString() => name ?? "";
}
