namespace Parhelion;

/// <summary>The author of a message or of an activity.</summary>
public sealed record Author
{
    /// <summary>Type of the author: one of <see cref="AuthorTypes"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Subtypes, at most one: <c>AI</c> or <c>activity</c>.</summary>
    public IReadOnlyList<string>? Subtypes { get; init; }

    /// <summary>Id of the user, if the author is a user.</summary>
    public string? UserId { get; init; }

    /// <summary>External id of the user, instead of <see cref="UserId"/>. For requests only; the server never returns it.</summary>
    public string? UserExternalId { get; init; }

    /// <summary>Id of the brand that <see cref="UserExternalId"/> belongs to. For requests only; the server never returns it.</summary>
    public string? BrandId { get; init; }

    /// <summary>Display name of the author.</summary>
    public string? DisplayName { get; init; }

    /// <summary>URL of the author's picture, at most 2048 characters.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>Creates an author that writes on behalf of the business.</summary>
    public static Author OfBusiness() => new() { Type = AuthorTypes.Business };

    /// <summary>Creates an author from the id of a user.</summary>
    public static Author OfUser(string userId) => new() { Type = AuthorTypes.User, UserId = userId };
}
