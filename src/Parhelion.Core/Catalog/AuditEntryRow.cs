namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>audit_entries</c>. Each row says who did what.</summary>
public sealed record AuditEntryRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was done, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the node that did it.</summary>
    public required string Node { get; init; }

    /// <summary>A key id, or the name of an actor without a key.</summary>
    public required string Actor { get; init; }

    /// <summary>Scope of the key; <c>null</c> without a key.</summary>
    public string? Scope { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The app in which it was done; <c>null</c> for what concerns the account.</summary>
    public string? AppId { get; init; }

    /// <summary>Id of what was created, changed, deleted or read; <c>null</c> if it has none.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Id of the request; <c>null</c> without a request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Address or network of the client; <c>null</c> if it is unknown or not recorded.</summary>
    public string? Address { get; init; }

    /// <summary>An <see cref="AuditDetail"/> as JSON; <c>null</c> for none.</summary>
    public string? Detail { get; init; }
}
