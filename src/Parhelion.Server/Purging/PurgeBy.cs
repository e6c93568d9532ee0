namespace Parhelion.Server.Purging;

/// <summary>What a cache is told of a file.</summary>
public enum PurgeBy
{
    /// <summary>Its media URL.</summary>
    Url,

    /// <summary>Its tag, which every variant of its URL has.</summary>
    Tag,
}
