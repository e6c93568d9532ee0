namespace Parhelion;

/// <summary>Body of <c>PATCH …/switchboards/{switchboardId}</c>. Fields that are left out keep their value.</summary>
public sealed record SwitchboardUpdateBody
{
    /// <summary>Whether the switchboard has an effect. It needs a default then.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Id of the <see cref="SwitchboardIntegration"/> that gets control of new conversations.</summary>
    public string? DefaultSwitchboardIntegrationId { get; init; }
}
