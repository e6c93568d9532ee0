using Microsoft.Extensions.Primitives;

namespace Parhelion.Server.Access.OAuth;

/// <summary>A request of an OAuth client for access to an app (RFC 6749, section 4.1.1).</summary>
/// <param name="Client">The client that asks for access.</param>
/// <param name="RedirectUri">The registered URI to which the server sends the browser with the result.</param>
/// <param name="State">Text that the client sent, and gets back with the result; <c>null</c> if the client sent none.</param>
internal sealed record OAuthAuthorizationRequest(OAuthClient Client, string RedirectUri, string? State)
{
    private const int MaxState = 2048;

    /// <summary>Reads a request. If the client or the URI is not registered, the browser must not be sent anywhere.</summary>
    /// <param name="settings">The registered clients.</param>
    /// <param name="parameter">Returns a parameter of the request.</param>
    /// <param name="fault">What is wrong, for the person at the browser.</param>
    public static OAuthAuthorizationRequest? Read(OAuthSettings settings, Func<string, StringValues> parameter, out string fault)
    {
        fault = "The program that sent you here is not known to this server.";
        if (parameter("client_id") is not [{ } id] || settings.Find(id) is not { } client) return null;
        fault = "The address to return to is not registered for this program.";
        var given = parameter("redirect_uri");
        if (given.Count > 1) return null;
        var uri = given is [{ Length: > 0 } named] ? client.RedirectUris.FirstOrDefault(registered => registered == named) : client.RedirectUris[0];
        if (uri is null) return null;
        fault = $"The parameter 'state' must be given at most once, with at most {MaxState} characters.";
        var state = parameter("state");
        if (state.Count > 1 || state.ToString().Length > MaxState) return null;
        fault = "";
        return new OAuthAuthorizationRequest(client, uri, state is [{ Length: > 0 } text] ? text : null);
    }

    /// <summary>Returns the URL that the browser is sent to, with the result as a query parameter.</summary>
    public string LocationOf(string name, string value)
    {
        var uri = new Uri(RedirectUri).AbsoluteUri;
        var result = $"{uri}{(uri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Uri.EscapeDataString(value)}";
        return State is null ? result : $"{result}&state={Uri.EscapeDataString(State)}";
    }
}
