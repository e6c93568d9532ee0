using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;

namespace Parhelion.Server.Access.OAuth;

/// <summary>
/// Writes two web pages of OAuth. On one page, the owner of an app allows or denies access by an OAuth client. The other page explains why access was not
/// given.
/// </summary>
/// <remarks>The pages have no scripts. All text from requests and settings is HTML-encoded.</remarks>
internal sealed class ConsentPage : IResult
{
    // The pages look like those of the console, also where the console is switched off. They have its files in them, so that a page needs no other request.
    private static readonly string Style = Asset("console.css");
    private static readonly string Icon = Asset("icon.svg");

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    private readonly int status;
    private readonly string title;
    private readonly string body;
    private readonly string formTargets;

    private ConsentPage(int status, string title, string body, string formTargets) =>
        (this.status, this.title, this.body, this.formTargets) = (status, title, body, formTargets);

    /// <summary>Returns the page that asks the app owner.</summary>
    /// <param name="status">Status of the response.</param>
    /// <param name="request">What the client asks for.</param>
    /// <param name="token">The token against forged requests.</param>
    /// <param name="fault">Why the last attempt failed; <c>null</c> at the first attempt.</param>
    public static ConsentPage Ask(int status, OAuthAuthorizationRequest request, string token, string? fault)
    {
        var (name, origin) = (Encode(request.Client.Name), OriginOf(request.RedirectUri));
        var content = $"""
            <form class="card narrow" method="post" action="authorize" autocomplete="off">
            <h1>Allow {name}?</h1>
            {(fault is null ? "" : $"<p class=\"error\" role=\"alert\">{Encode(fault)}</p>")}
            <p><strong>{name}</strong> asks for access to one of your apps. It may then read and create users, conversations, messages and attachments of
            the app, and manage its own webhooks. You return to <strong>{Encode(origin)}</strong>.</p>
            {Hidden("client_id", request.Client.Id)}{Hidden("redirect_uri", request.RedirectUri)}{Hidden("state", request.State ?? "")}{Hidden("token", token)}
            <label>Key id, app_… or act_…<input name="key_id" maxlength="64" required></label>
            <label>Secret of the key<input name="secret" type="password" maxlength="1024" required autocomplete="off"></label>
            <label>Id of the app, only with a key of the account<input name="app_id" maxlength="24"></label>
            <p><button class="button first" name="decision" value="allow">Allow</button> <button class="button" name="decision" value="deny" formnovalidate>Deny</button></p>
            </form>
            """;
        // Browsers apply form-action to the redirect after the form, too.
        return new ConsentPage(status, $"Allow {name}?", content, $"'self' {FormTargetOf(request.RedirectUri, origin)}");
    }

    /// <summary>Returns a page that says what is wrong. It leads nowhere.</summary>
    public static ConsentPage Refuse(int status, string fault) => new(status, "Access was not given", $"<div class=\"card narrow\"><h1>Access was not given</h1><p class=\"error\">{Encode(fault)}</p></div>", "'none'");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var html = Encoding.UTF8.GetBytes($"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{Style}</style></head>
            <body class="alone"><header class="top"><span class="brand">{Icon}Parhelion</span></header><main>{body}</main></body></html>
            """);
        var (response, headers) = (httpContext.Response, httpContext.Response.Headers);
        response.StatusCode = status;
        headers.ContentType = "text/html; charset=utf-8";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'sha256-{StyleHash}'; form-action {formTargets}; base-uri 'none'; frame-ancestors 'none'";
        response.ContentLength = html.Length;
        await response.BodyWriter.WriteAsync(html, httpContext.RequestAborted);
    }

    private static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{name}\" value=\"{Encode(value)}\">";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    // A policy cannot name an IPv6 address, so that the browser would refuse to return.
    private static string FormTargetOf(string redirectUri, string origin)
    {
        var uri = new Uri(redirectUri);
        return uri.HostNameType == UriHostNameType.IPv6 ? $"{uri.Scheme}:" : origin;
    }

    private static string Asset(string name)
    {
        using var reader = new StreamReader(typeof(ConsentPage).Assembly.GetManifestResourceStream($"Parhelion.Server.WebConsole.Assets.{name}")!, Encoding.UTF8);
        // The browser hashes the text as it reads it, with line feeds.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string OriginOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);
        // Only Host has the brackets of an IPv6 address.
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }
}
