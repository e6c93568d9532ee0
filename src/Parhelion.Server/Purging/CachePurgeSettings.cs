using Parhelion.Server.Addressing;
using Parhelion.Server.Configuration;

namespace Parhelion.Server.Purging;

/// <summary>Settings of the caches in front of the server (section <c>Purge</c>). When a file is deleted, the server purges it from these caches.</summary>
public sealed record CachePurgeSettings
{
    private const string Section = "Purge:Targets";

    /// <summary><c>Purge:Targets:0</c>, <c>Purge:Targets:1</c> and so on: the caches to purge when a file is deleted. Default: none.</summary>
    public IReadOnlyList<PurgeTargetSettings> Targets { get; init; } = [];

    /// <summary>Whether media responses have the header <c>Surrogate-Key</c>, with the tags that Fastly purges by. True if Fastly is configured.</summary>
    public bool HasSurrogateKeys => Targets.Any(target => target.Kind == PurgeableCacheKind.Fastly);

    internal static CachePurgeSettings Read(SettingsReader reader, ServerUrlSettings addresses)
    {
        var targets = reader.Items(Section).Select(name => PurgeTargetSettings.Read(reader, $"{Section}:{name}")).OfType<PurgeTargetSettings>().ToList();
        // Media URLs that begin with the address of the server itself lead past every cache.
        if (targets.Count > 0 && addresses.Media is null)
        {
            reader.Add("Parhelion:Purge:Targets has a cache, but Parhelion:MediaBaseUrl and Parhelion:PublicBaseUrl are missing; one of them must be the URL at which clients reach the cache.");
        }

        return new CachePurgeSettings { Targets = targets };
    }
}
