using System.Net.Http.Headers;
using Microsoft.AspNetCore.WebUtilities;

namespace Parhelion.Server.Tests.OAuth;

/// <summary>A response that a browser got.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Html">Its page.</param>
/// <param name="Headers">Its header fields.</param>
/// <param name="Hidden">The hidden fields of its form.</param>
/// <param name="Cookie">The cookie that the browser has now, or nothing.</param>
/// <param name="SetCookie">The header field that set the cookie; <c>null</c> if none did.</param>
public sealed record OAuthPage(int Status, string Html, HttpResponseHeaders Headers, IReadOnlyDictionary<string, string> Hidden, string Cookie, string? SetCookie)
{
    /// <summary>A header field.</summary>
    public string Header(string name) => string.Join(", ", Headers.GetValues(name));

    /// <summary>A query parameter of the URL that the browser is sent to.</summary>
    public string? Parameter(string name) => QueryHelpers.ParseQuery(Headers.Location!.Query).TryGetValue(name, out var value) ? value.ToString() : null;
}
