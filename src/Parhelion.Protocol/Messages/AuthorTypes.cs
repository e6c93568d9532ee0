namespace Parhelion;

/// <summary>The values of <see cref="Author.Type"/>.</summary>
public static class AuthorTypes
{
    /// <summary>Somebody who writes on behalf of the business.</summary>
    public const string Business = "business";

    /// <summary>An end user.</summary>
    public const string User = "user";
}
