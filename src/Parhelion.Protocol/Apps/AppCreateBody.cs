using System.Text.Json;

namespace Parhelion;

/// <summary>Body of <c>POST /v2/apps</c>.</summary>
public sealed record AppCreateBody
{
    /// <summary>Display name, 1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Initial settings.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
