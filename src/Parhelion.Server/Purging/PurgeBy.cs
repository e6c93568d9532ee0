namespace Parhelion.Server.Purging;

/// <summary>Says how a purge request names the file to the cache.</summary>
public enum PurgeBy
{
    /// <summary>Its media URL.</summary>
    Url,

    /// <summary>Its cache tag, which the responses for all variants of its URL have.</summary>
    Tag,
}
