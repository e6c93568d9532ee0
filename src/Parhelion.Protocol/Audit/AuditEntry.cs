namespace Parhelion;

/// <summary>An entry of the audit log: who did what, when, and from where. An extension of Parhelion.</summary>
public sealed record AuditEntry
{
    /// <summary>Id: 24 lower-case hexadecimal characters. Later entries have greater ids.</summary>
    public required string Id { get; init; }

    /// <summary>When it was done, in whole milliseconds.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Name of the node that did it.</summary>
    public required string Node { get; init; }

    /// <summary>Id of the key of the caller. <c>server</c> if the server did it by itself, <c>command</c> if somebody ran a command of the server.</summary>
    public required string Actor { get; init; }

    /// <summary>Scope of the key: <c>account</c>, <c>app</c> or <c>integration</c>; absent without a key.</summary>
    public string? Scope { get; init; }

    /// <summary>What was done: one of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>Id of the app in which it was done; absent if it concerns the account.</summary>
    public string? AppId { get; init; }

    /// <summary>Id of what was created, changed, deleted or read; absent if it has none.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Id of the request, as in the response header <c>X-Request-Id</c>; absent without a request.</summary>
    public string? RequestId { get; init; }

    /// <summary>Address of the client, or the network that contains it; absent if it is unknown or not recorded.</summary>
    public string? Address { get; init; }

    /// <summary>More about it; absent if there is no more.</summary>
    public AuditDetail? Detail { get; init; }
}
