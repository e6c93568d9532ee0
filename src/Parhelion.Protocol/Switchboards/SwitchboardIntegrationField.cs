namespace Parhelion;

/// <summary>A field of a switchboard integration that an update can clear: see <see cref="SwitchboardIntegrationUpdateBody.FieldsToClear"/>.</summary>
public readonly record struct SwitchboardIntegrationField
{
    private readonly string? name;

    /// <summary>Creates a field from its name in the JSON of the API, such as <c>messageHistoryCount</c>. Use it for fields that this version does not
    /// know.</summary>
    public SwitchboardIntegrationField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary><see cref="SwitchboardIntegration.NextSwitchboardIntegrationId"/>.</summary>
    public static SwitchboardIntegrationField NextSwitchboardIntegrationId { get; } = new("nextSwitchboardIntegrationId");

    /// <summary><see cref="SwitchboardIntegration.MessageHistoryCount"/>.</summary>
    public static SwitchboardIntegrationField MessageHistoryCount { get; } = new("messageHistoryCount");

    /// <summary>Returns the name in the JSON of the API.</summary>
    public override string ToString() => name ?? "";
}
