namespace Parhelion.Core.Catalog;

/// <summary>Holds the conditions for listing entries of the audit log. A property that is <c>null</c> sets no condition.</summary>
public sealed record AuditFilter
{
    // Greater than every id.
    private const string End = "g";

    /// <summary>Only entries of this app.</summary>
    public string? AppId { get; init; }

    /// <summary>Only entries of this action, one of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>Only entries from this time or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Only entries from before this time.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>The least id that an entry may have. An entry gets its id after its time, so the id is never earlier than the time.</summary>
    internal string LeastId => CreatedAfter is { } time ? ObjectId.LeastAt(time) : "";

    /// <summary>The least id above all entries.</summary>
    internal string EndId => CreatedBefore is { } time ? ObjectId.LeastAt(time) : End;
}
