using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Core.Conversations;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>The fields of a user: read from a body, merged with what is kept, and written.</summary>
internal static class UserFields
{
    /// <summary>A new user of an app as the body describes it.</summary>
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

    /// <summary>What is kept, with the fields of the body laid over it.</summary>
    public static UserRow Change(JsonBody body, UserRow kept) => kept with
    {
        SignedUpAt = body.OptionalTime("signedUpAt") ?? kept.SignedUpAt,
        ToBeRetained = body.Has("toBeRetained") ? body.OptionalBoolean("toBeRetained") : kept.ToBeRetained,
        Profile = Profile(body, kept.Profile),
        Metadata = body.Has("metadata") ? body.Metadata("User") ?? "{}" : kept.Metadata,
    };

    /// <summary>What is left of a user without personal information: the locale, and the ids.</summary>
    public static UserRow WithoutPersonalInformation(UserRow kept)
    {
        var profile = JsonSerializer.Deserialize(kept.Profile, ProtocolJson.Default.Profile)!;
        return kept with { Profile = WireJson.Text(new Profile { Locale = profile.Locale }, ProtocolJson.Default.Profile), Metadata = "{}" };
    }

    /// <summary>A user named by exactly one of <c>userId</c> and <c>userExternalId</c>.</summary>
    public static UserReference? Reference(JsonFields fields)
    {
        var (id, externalId) = (fields.OptionalText("userId", 1, 1024), fields.OptionalText("userExternalId", 1, 1024));
        if (fields.IsSet("userId") == fields.IsSet("userExternalId")) fields.Reject(OneOf(fields, "userId", "userExternalId"));
        return id is null && externalId is null ? null : new UserReference(id, externalId, fields.OptionalText("brandId", 1, 24) ?? "");
    }

    /// <summary>The problem of an object in which there are none or several of a few fields.</summary>
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
