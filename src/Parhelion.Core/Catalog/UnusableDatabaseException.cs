namespace Parhelion.Core.Catalog;

/// <summary>Thrown for a database that can be reached but that this Parhelion must not use. The message tells the operator what to do.</summary>
public sealed class UnusableDatabaseException(string message) : Exception(message);
