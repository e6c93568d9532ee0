using Parhelion.Core.Catalog;

namespace Parhelion.Core.Auditing;

/// <summary>Says who performed an action, on which node, and from which client address. The audit log stores these values with each action.</summary>
/// <param name="Node">Name of the node that performed the action.</param>
/// <param name="Name">Id of the API key of the caller, or of the API key that signed the token or link of the caller; <see cref="Server"/> for an action of the
/// server itself; <see cref="Command"/> for an action of a command. The receipt of a deletion contains the same name, as <c>requestedBy</c>.</param>
/// <param name="Scope">Scope of the API key; <c>null</c> without a key.</param>
/// <param name="RequestId">Id of the request; <c>null</c> without a request.</param>
/// <param name="Address">Address or network of the client; <c>null</c> if it is unknown or not recorded.</param>
public sealed record AuditActor(string Node, string Name, string? Scope = null, string? RequestId = null, string? Address = null)
{
    /// <summary>Name of the actor of what the server does by itself.</summary>
    public const string Server = "server";

    /// <summary>Name of the actor of what a command of the server does.</summary>
    public const string Command = "command";

    /// <summary>Returns the entry for something that is done now.</summary>
    /// <param name="clock">Gives the time.</param>
    /// <param name="action">One of <see cref="AuditActions"/>.</param>
    /// <param name="appId">The app in which it is done; <c>null</c> for what concerns the account.</param>
    /// <param name="subjectId">Id of what is created, changed, deleted or read; <c>null</c> if it has none.</param>
    /// <param name="detail">More about it; <c>null</c> for nothing.</param>
    public AuditEntry EntryOf(TimeProvider clock, string action, string? appId, string? subjectId, AuditDetail? detail = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new AuditEntry
        {
            // The time is read before the id is made: the id must not be earlier than the time.
            CreatedAt = clock.GetUtcNow(),
            Id = ObjectId.New(clock),
            Node = Node,
            Actor = Name,
            Scope = Scope,
            Action = action,
            AppId = appId,
            SubjectId = subjectId,
            RequestId = RequestId,
            Address = Address,
            Detail = detail,
        };
    }

    /// <summary>Records something in the transaction that does it. If the transaction is not committed, there is no entry.</summary>
    public ValueTask RecordAsync(DatabaseSession session, TimeProvider clock, string action, string? appId, string? subjectId, AuditDetail? detail = null) =>
        AuditEntryTable.InsertAsync(session, EntryOf(clock, action, appId, subjectId, detail));
}
