namespace Parhelion.Core.Serving;

/// <summary>The part of a file that a <c>Range</c> header selects.</summary>
public enum RangeOutcome
{
    /// <summary>The whole file; status 200.</summary>
    WholeFile,

    /// <summary>A part of the file; status 206.</summary>
    Partial,

    /// <summary>No byte of the file; status 416.</summary>
    NotSatisfiable,
}
