using System.Text.Json;

namespace Parhelion;

/// <summary>An app: the tenant that attachments, keys and conversations belong to.</summary>
public sealed record App
{
    /// <summary>Id: 24 lower-case hexadecimal characters.</summary>
    public required string Id { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The settings that were set. All others have their defaults.</summary>
    public AppSettings? Settings { get; init; }

    /// <summary>Flat object of strings, numbers and booleans, at most 4096 bytes as JSON; see <see cref="Parhelion.Metadata"/>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }
}
