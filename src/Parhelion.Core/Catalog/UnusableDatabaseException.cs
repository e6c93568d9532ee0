namespace Parhelion.Core.Catalog;

/// <summary>A database that can be reached and that this Parhelion must not work with. The message is for the operator and says what would be right.</summary>
public sealed class UnusableDatabaseException(string message) : Exception(message);
