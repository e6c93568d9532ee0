using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads the fields of a user from a request body, and merges them with a stored row.</summary>
internal static class UserBodyReader
{
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
    public static UserRow Change(JsonBody body, UserRow kept) => kept with
    {
        SignedUpAt = body.OptionalTime("signedUpAt") ?? kept.SignedUpAt,
        ToBeRetained = body.Has("toBeRetained") ? body.OptionalBoolean("toBeRetained") : kept.ToBeRetained,
        Profile = Profile(body, kept.Profile),
        Metadata = body.Has("metadata") ? body.Metadata("User") ?? "{}" : kept.Metadata,
    };

    /// <summary>Returns the user without personal information. Only the locale of the profile is kept, and the metadata is emptied.</summary>
    public static UserRow WithoutPersonalInformation(UserRow kept)
    {
        var profile = JsonSerializer.Deserialize(kept.Profile, ProtocolJson.Default.Profile)!;
        return kept with { Profile = WireJson.Text(new Profile { Locale = profile.Locale }, ProtocolJson.Default.Profile), Metadata = "{}" };
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
