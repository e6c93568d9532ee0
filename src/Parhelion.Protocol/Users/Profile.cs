namespace Parhelion;

/// <summary>Name, e-mail address, avatar and locale of a user. Every field may be absent.</summary>
public sealed record Profile
{
    /// <summary>Given name, 1 to 128 characters.</summary>
    public string? GivenName { get; init; }

    /// <summary>Surname, 1 to 128 characters.</summary>
    public string? Surname { get; init; }

    /// <summary>E-mail address, 1 to 128 characters.</summary>
    public string? Email { get; init; }

    /// <summary>URL of the avatar, 1 to 2048 characters. The server stores it and never fetches it.</summary>
    public string? AvatarUrl { get; init; }

    /// <summary>BCP 47 language tag, 1 to 64 characters.</summary>
    public string? Locale { get; init; }
}
