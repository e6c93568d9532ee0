namespace Parhelion.Core.Serving;

/// <summary>Says whether a <c>Range</c> header selects the whole file, a part of the file, or nothing. The status of the response depends on this
/// result.</summary>
public enum RangeOutcome
{
    /// <summary>The whole file; status 200.</summary>
    WholeFile,

    /// <summary>A part of the file; status 206.</summary>
    Partial,

    /// <summary>No byte of the file; status 416.</summary>
    NotSatisfiable,
}
