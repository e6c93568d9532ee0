namespace Parhelion.Core.Renditions;

/// <summary>How an attempt to make renditions ended.</summary>
public enum RenditionOutcome
{
    /// <summary>All of them exist.</summary>
    Made,

    /// <summary>There can be none of this attachment. That is remembered.</summary>
    Impossible,

    /// <summary>The attachment was deleted.</summary>
    Gone,

    /// <summary>Another node is making one of them. Its lease ends after at most <see cref="RenditionMaker.LeaseTime"/>.</summary>
    Elsewhere,
}
