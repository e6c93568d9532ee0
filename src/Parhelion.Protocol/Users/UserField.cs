namespace Parhelion;

/// <summary>A field of a user that an update can clear: see <see cref="UserUpdateBody.FieldsToClear"/>.</summary>
public readonly record struct UserField
{
    private readonly string? name;

    /// <summary>Creates a field from its name in the JSON of the API, such as <c>profile.surname</c>. Use it for fields that this version does not know.</summary>
    public UserField(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary><see cref="User.SignedUpAt"/>.</summary>
    public static UserField SignedUpAt { get; } = new("signedUpAt");

    /// <summary><see cref="User.ZendeskId"/>.</summary>
    public static UserField ZendeskId { get; } = new("zendeskId");

    /// <summary><see cref="User.Identities"/>.</summary>
    public static UserField Identities { get; } = new("identities");

    /// <summary>The whole <see cref="User.Metadata"/>.</summary>
    public static UserField Metadata { get; } = new("metadata");

    /// <summary><see cref="Profile.GivenName"/>.</summary>
    public static UserField GivenName { get; } = new("profile.givenName");

    /// <summary><see cref="Profile.Surname"/>.</summary>
    public static UserField Surname { get; } = new("profile.surname");

    /// <summary><see cref="Profile.Email"/>.</summary>
    public static UserField Email { get; } = new("profile.email");

    /// <summary><see cref="Profile.AvatarUrl"/>.</summary>
    public static UserField AvatarUrl { get; } = new("profile.avatarUrl");

    /// <summary><see cref="Profile.Locale"/>.</summary>
    public static UserField Locale { get; } = new("profile.locale");

    /// <summary>Returns the name in the JSON of the API.</summary>
    public override string ToString() => name ?? "";
}
