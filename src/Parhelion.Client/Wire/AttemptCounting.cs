namespace Parhelion.Client.Wire;

/// <summary>Which requests of a call count as attempts of its operation.</summary>
internal enum AttemptCounting
{
    /// <summary>All requests.</summary>
    Always,

    /// <summary>Those that fail. A request that only prepares or follows the transfer is no attempt of its own.</summary>
    IfFailed,

    /// <summary>None.</summary>
    Never,
}
