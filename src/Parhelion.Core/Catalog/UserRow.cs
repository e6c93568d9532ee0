namespace Parhelion.Core.Catalog;

/// <summary>Represents a row of the table <c>users</c>. Each row describes a user of an app. The profile and the metadata are JSON objects.</summary>
public sealed record UserRow
{
    /// <summary>Time-ordered id.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the app.</summary>
    public required string AppId { get; init; }

    /// <summary>The brand that the user belongs to; empty for none. External ids are unique within a brand.</summary>
    public required string BrandId { get; init; }

    /// <summary>Id given by the client, unique in app and brand.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Id of the user in Zendesk, unique in the app.</summary>
    public string? ZendeskId { get; init; }

    /// <summary>The e-mail identity in lower case, unique in app and brand.</summary>
    public string? Email { get; init; }

    /// <summary>How the e-mail identity was verified, as given.</summary>
    public string? EmailVerification { get; init; }

    /// <summary>When the user signed up.</summary>
    public required DateTimeOffset SignedUpAt { get; init; }

    /// <summary>Stored and returned, but without effect.</summary>
    public bool? ToBeRetained { get; init; }

    /// <summary>JSON object.</summary>
    public required string Profile { get; init; }

    /// <summary>JSON object.</summary>
    public required string Metadata { get; init; }

    /// <summary>When the row was inserted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
