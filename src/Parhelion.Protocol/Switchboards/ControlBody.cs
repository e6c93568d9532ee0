using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST …/acceptControl</c> and <c>POST …/releaseControl</c>.</summary>
public sealed record ControlBody
{
    /// <summary>Flat object of strings, numbers and booleans for the event, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
