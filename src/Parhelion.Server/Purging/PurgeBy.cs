namespace Parhelion.Server.Purging;

/// <summary>Says how a purge request names a file to the cache: by media URL or by cache tag.</summary>
public enum PurgeBy
{
    /// <summary>Its media URL.</summary>
    Url,

    /// <summary>Its cache tag, which the responses for all variants of its URL have.</summary>
    Tag,
}
