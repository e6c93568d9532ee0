namespace Parhelion.Core.Catalog;

/// <summary>Thrown when a database can be reached, but this version of Parhelion must not use the database, because a newer version has created or migrated it.
/// The message tells the operator what to do.</summary>
public sealed class UnusableDatabaseException(string message) : Exception(message);
