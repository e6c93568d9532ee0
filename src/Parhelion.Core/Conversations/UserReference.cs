using Parhelion.Core.Catalog;

namespace Parhelion.Core.Conversations;

/// <summary>Says which user a request names. A request can contain the id of the user, the external id, or a text that may be either id.</summary>
/// <param name="Id">The id; <c>null</c> if the request contains none.</param>
/// <param name="ExternalId">The external id, which is looked up if no user has the id.</param>
/// <param name="BrandId">The brand that the external id belongs to; empty: none.</param>
public sealed record UserReference(string? Id, string? ExternalId, string BrandId = "")
{
    /// <summary>Returns a reference to a user by a text that may be an id or an external id. Ids take precedence.</summary>
    public static UserReference FromIdOrExternalId(string text, string brandId = "") => new(ObjectId.IsValid(text) ? text : null, text, brandId);

    /// <summary>Finds the user in an app; <c>null</c> if there is none.</summary>
    internal async ValueTask<UserRow?> FindAsync(DatabaseSession session, string appId, CancellationToken cancellationToken = default)
    {
        // Text that is not a valid id, or that contains NUL, belongs to no user, so the database is not queried. Not every database can compare text
        // with NUL.
        if (Id is not null && ObjectId.IsValid(Id) && await UserTable.FindAsync(session, appId, Id, cancellationToken) is { } user) return user;
        return ExternalId is null || ExternalId.Contains('\0') || BrandId.Contains('\0') ? null : await UserTable.FindByExternalIdAsync(session, appId, ExternalId, BrandId, cancellationToken);
    }
}
