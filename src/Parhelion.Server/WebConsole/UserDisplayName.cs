using System.Text.Json;
using Parhelion.Core.Catalog;
using Parhelion.Protocol;

namespace Parhelion.Server.WebConsole;

/// <summary>Returns the name that the web console shows for a user, and checks whether a user matches a search text.</summary>
internal static class UserDisplayName
{
    /// <summary>Returns the name in the profile of a user, or else the e-mail address, the external id or the id.</summary>
    public static string Of(UserRow user)
    {
        var profile = ProfileOf(user);
        var name = $"{profile.GivenName} {profile.Surname}".Trim();
        if (name.Length > 0) return name;
        return profile.Email ?? user.Email ?? user.ExternalId ?? user.Id;
    }

    /// <summary>Whether a name, an e-mail address or the external id of a user contains a text, in any case.</summary>
    public static bool Has(UserRow user, string text)
    {
        var profile = ProfileOf(user);
        string?[] fields = [$"{profile.GivenName} {profile.Surname}", profile.Email, user.Email, user.ExternalId];
        return fields.Any(field => field?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>Returns the profile of a user.</summary>
    public static Profile ProfileOf(UserRow user) => JsonSerializer.Deserialize(user.Profile, ProtocolJson.Default.Profile)!;
}
