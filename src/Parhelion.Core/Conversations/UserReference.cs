using Parhelion.Core.Catalog;

namespace Parhelion.Core.Conversations;

/// <summary>How a request names a user: by id, by external id, or by text that may be either.</summary>
/// <param name="Id">Id; <c>null</c> when the request does not name one.</param>
/// <param name="ExternalId">External id, looked up when there is no such id.</param>
/// <param name="BrandId">The brand that the external id belongs to; empty: none.</param>
public sealed record UserReference(string? Id, string? ExternalId, string BrandId = "")
{
    /// <summary>A user by text that may be an id or an external id; ids come first.</summary>
    public static UserReference Either(string text, string brandId = "") => new(ObjectId.IsValid(text) ? text : null, text, brandId);

    /// <summary>The user of an app, or <c>null</c>.</summary>
    internal async ValueTask<UserRow?> FindAsync(DatabaseSession session, string appId, CancellationToken cancellationToken = default)
    {
        // No other text is anybody's: it is not asked for, and so neither is what a database could not even compare with.
        if (Id is not null && ObjectId.IsValid(Id) && await UserTable.FindAsync(session, appId, Id, cancellationToken) is { } user) return user;
        return ExternalId is null || ExternalId.Contains('\0') || BrandId.Contains('\0') ? null : await UserTable.FindByExternalIdAsync(session, appId, ExternalId, BrandId, cancellationToken);
    }
}
