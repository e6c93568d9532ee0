namespace Parhelion.Core.Renditions;

/// <summary>The result of an attempt to make the renditions (preview pictures) of an attachment. If renditions are missing, the value says why.</summary>
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
