namespace Parhelion.Core.Serving;

/// <summary>Says which part of a file a <c>Range</c> header selects, and so the status of the response.</summary>
public enum RangeOutcome
{
    /// <summary>The whole file; status 200.</summary>
    WholeFile,

    /// <summary>A part of the file; status 206.</summary>
    Partial,

    /// <summary>No byte of the file; status 416.</summary>
    NotSatisfiable,
}
