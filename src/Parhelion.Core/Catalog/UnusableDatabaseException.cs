namespace Parhelion.Core.Catalog;

/// <summary>
/// Thrown when a database can be reached, but a newer version of Parhelion has created or migrated it. This version must then not use the database. The message
/// tells the operator what to do.
/// </summary>
public sealed class UnusableDatabaseException(string message) : Exception(message);
