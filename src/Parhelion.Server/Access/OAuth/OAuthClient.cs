using Parhelion.Server.Configuration;

namespace Parhelion.Server.Access.OAuth;

/// <summary>Settings of one OAuth client (an item of <c>OAuth:Clients</c>). An OAuth client is a program that asks the owners of apps for access to their
/// apps.</summary>
/// <remarks>This type is not a record, because <c>ToString</c> of a record would show the secret.</remarks>
public sealed class OAuthClient
{
    private const int MaxId = 64;
    private const int MaxName = 100;
    private const int MinSecret = 16;

    /// <summary><c>Id</c>: the <c>client_id</c>, 1 to 64 letters, digits, <c>.</c>, <c>_</c> and <c>-</c>. Required.</summary>
    public required string Id { get; init; }

    /// <summary><c>Name</c>: the name on the page that asks the app owner, and of the integration; 1 to 100 characters. Default: the id.</summary>
    public required string Name { get; init; }

    /// <summary><c>Secret</c>: the <c>client_secret</c>, at least 16 characters. Required.</summary>
    public required string Secret { get; init; }

    /// <summary><c>RedirectUris</c>: the URIs that the browser may be sent to afterwards, http or https, in ASCII, without a fragment. They are compared character by character.
    /// At least one.</summary>
    public required IReadOnlyList<string> RedirectUris { get; init; }

    /// <summary><c>RemoveUrl</c>: the URL that the server calls when the access of the client to an app has ended, http or https. Default: none.</summary>
    public string? RemoveUrl { get; init; }

    /// <summary>Reads the settings of one client. Returns <c>null</c> if any of them is wrong; <paramref name="reader"/> then holds the errors.</summary>
    internal static OAuthClient? Read(SettingsReader reader, string path)
    {
        var id = reader.Text($"{path}:Id");
        var name = reader.Text($"{path}:Name", id ?? "");
        var secret = reader.Secret($"{path}:Secret", text => text.Length >= MinSecret, $"at least {MinSecret} characters");
        var uris = reader.List($"{path}:RedirectUris", []);
        var removeUrl = reader.Text($"{path}:RemoveUrl");
        var before = reader.FaultCount;
        if (id is null || id.Length > MaxId || !id.All(IsPlain)) reader.Add($"Parhelion:{path}:Id must be 1 to {MaxId} letters, digits, '.', '_' and '-'.");
        if (name.Length > MaxName || name.Any(char.IsControl)) reader.Add($"Parhelion:{path}:Name must have at most {MaxName} characters, and no control characters.");
        if (reader.Text($"{path}:Secret") is null) reader.Add($"Parhelion:{path}:Secret is missing.");
        if (uris.Count == 0) reader.Add($"Parhelion:{path}:RedirectUris is missing; it must have at least one URI.");
        foreach (var uri in uris.Where(uri => !IsRedirectUri(uri))) reader.Add($"Parhelion:{path}:RedirectUris has '{uri}'; each must be an absolute http or https URI in ASCII, without a fragment, a user name or a password.");
        if (removeUrl is not null && !IsRedirectUri(removeUrl)) reader.Add($"Parhelion:{path}:RemoveUrl must be an absolute http or https URL in ASCII, without a fragment, a user name or a password.");
        return secret is null || reader.FaultCount > before ? null : new OAuthClient { Id = id!, Name = name, Secret = secret, RedirectUris = uris, RemoveUrl = removeUrl };
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-';

    private static bool IsRedirectUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" &&
        uri.UserInfo.Length == 0 && !text.Contains('#', StringComparison.Ordinal) && text.All(char.IsAscii);
}
