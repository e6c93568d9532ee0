namespace Parhelion.Core.Catalog;

/// <summary>The kind of rows that an <see cref="Invalidation"/> is about.</summary>
public enum InvalidationKind
{
    /// <summary>Attachments, by their blob keys.</summary>
    Attachments,

    /// <summary>Everything in the caches, because the attachments are too many to list or unknown.</summary>
    Everything,

    /// <summary>An app and its API keys.</summary>
    App,

    /// <summary>An integration and its API keys.</summary>
    Integration,

    /// <summary>An API key.</summary>
    Key,
}
