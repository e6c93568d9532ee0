using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/passControl</c> and <c>POST …/offerControl</c>.</summary>
public sealed record ControlTransferBody
{
    /// <summary>The switchboard integration that gets control: its id, its name, or the type of its integration, in this order. <c>next</c> stands for
    /// the next one of the switchboard integration that is in control.</summary>
    public required string SwitchboardIntegration { get; init; }

    /// <summary>Flat object of strings, numbers and booleans for the event, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
