using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a user from a request body, and merges them with a stored row.</summary>
internal static class UserBodyReader
{
    /// <summary>Maximum number of characters of an e-mail identity, as the API documents.</summary>
    public const int MaxEmail = 128;

    /// <summary>Maximum number of characters of a Zendesk id.</summary>
    public const int MaxZendeskId = 128;

    /// <summary>Creates a user row from the body.</summary>
    public static UserRow New(JsonBody body, string id, string appId, DateTimeOffset now)
    {
        body.RefuseNul("externalId", "brandId");
        return Change(
            body,
            new UserRow
            {
                Id = id,
                AppId = appId,
                BrandId = body.OptionalText("brandId", 1, 24) ?? "",
                ExternalId = body.OptionalText("externalId", 1, 1024),
                SignedUpAt = now,
                Profile = "{}",
                Metadata = "{}",
                CreatedAt = now,
            });
    }

    /// <summary>Returns the stored row with the fields of the body merged in.</summary>
    public static UserRow Change(JsonBody body, UserRow kept)
    {
        body.RefuseNul("zendeskId");
        var (email, verification) = Identity(body, kept);
        return kept with
        {
            ZendeskId = body.ChangedText("zendeskId", kept.ZendeskId, 1, MaxZendeskId),
            Email = email,
            EmailVerification = verification,
            SignedUpAt = body.OptionalTime("signedUpAt") ?? kept.SignedUpAt,
            ToBeRetained = body.Has("toBeRetained") ? body.OptionalBoolean("toBeRetained") : kept.ToBeRetained,
            Profile = Profile(body, kept.Profile),
            Metadata = body.Has("metadata") ? body.Metadata("User") ?? "{}" : kept.Metadata,
        };
    }

    /// <summary>Returns the user without personal information. Only the locale of the profile is kept, the metadata is emptied, and the e-mail
    /// identity is removed.</summary>
    public static UserRow WithoutPersonalInformation(UserRow kept)
    {
        var profile = JsonSerializer.Deserialize(kept.Profile, ProtocolJson.Default.Profile)!;
        return kept with
        {
            Profile = WireJson.Text(new Profile { Locale = profile.Locale }, ProtocolJson.Default.Profile),
            Metadata = "{}",
            Email = null,
            EmailVerification = null,
        };
    }

    /// <summary>Reads a reference to a user. Exactly one of <c>userId</c> and <c>userExternalId</c> must be given.</summary>
    public static UserReference? Reference(JsonFields fields)
    {
        var (id, externalId) = (fields.OptionalText("userId", 1, 1024), fields.OptionalText("userExternalId", 1, 1024));
        if (fields.IsSet("userId") == fields.IsSet("userExternalId")) fields.Reject(OneOf(fields, "userId", "userExternalId"));
        return id is null && externalId is null ? null : new UserReference(id, externalId, fields.OptionalText("brandId", 1, 24) ?? "");
    }

    /// <summary>Returns the error text for an object that must have exactly one of the named fields.</summary>
    public static string OneOf(JsonFields fields, params ReadOnlySpan<string> names)
    {
        var list = new List<string>();
        foreach (var name in names) list.Add($"'{fields.PathOf(name)}'");
        return $"should have exactly one of {string.Join(", ", list)}";
    }

    private static (string? Email, string? Verification) Identity(JsonBody body, UserRow kept)
    {
        if (!body.Has("identities")) return (kept.Email, kept.EmailVerification);
        if (body.OptionalObjects("identities", 0, 1).FirstOrDefault() is not { } identity) return (null, null);
        identity.RequiredChoice("type", Parhelion.Identity.Email);
        identity.RefuseNul("verification");
        var address = identity.RequiredText("value", 1, MaxEmail);
        if (address.Length > 0 && !CreateClientBodyReader.IsAddress(address)) identity.Reject($"'{identity.PathOf("value")}' should be an e-mail address");
        return (UserService.NormalizeEmail(address), identity.OptionalText("verification", 1, 64));
    }

    private static string Profile(JsonBody body, string kept)
    {
        if (body.OptionalObject("profile") is not { } given) return kept;
        var profile = JsonSerializer.Deserialize(kept, ProtocolJson.Default.Profile)!;
        profile = profile with
        {
            GivenName = given.ChangedText("givenName", profile.GivenName, 1, 128),
            Surname = given.ChangedText("surname", profile.Surname, 1, 128),
            Email = given.ChangedText("email", profile.Email, 1, 128),
            AvatarUrl = given.ChangedUrl("avatarUrl", profile.AvatarUrl, 2048),
            Locale = given.ChangedText("locale", profile.Locale, 1, 64),
        };
        return WireJson.Text(profile, ProtocolJson.Default.Profile);
    }
}
