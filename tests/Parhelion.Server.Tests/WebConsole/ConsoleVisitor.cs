using System.Net;
using System.Text.RegularExpressions;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>Somebody with a browser without script: keeps cookies, follows no redirect.</summary>
internal sealed partial class ConsoleVisitor(Uri server) : IDisposable
{
    private readonly HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server };

    public ConsoleVisitor(ParhelionServer server)
        : this(server.Url)
    {
    }

    public void Dispose() => client.Dispose();

    /// <summary>Signs in with a key; the status of the answer.</summary>
    public async Task<(int Status, string? Location)> SignInAsync(string keyId, string secret, string? next = null, string? site = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/console/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string?>(StringComparer.Ordinal) { ["keyId"] = keyId, ["secret"] = secret, ["next"] = next }),
            // Otherwise the client still sends a body that the server refuses while the connection is closed, and may miss the answer.
            Headers = { ExpectContinue = true },
        };
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.Location?.ToString());
    }

    /// <summary>Gets a page: its status, where it leads, and its HTML.</summary>
    public async Task<(int Status, string? Location, string Html)> GetAsync(string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Gets the header fields of a page.</summary>
    public async Task<string> HeaderAsync(string path, string name)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return string.Join(", ", response.Headers.TryGetValues(name, out var values) ? values : []);
    }

    /// <summary>Sends a form, with the token of a page that was shown before.</summary>
    public async Task<(int Status, string? Location, string Body)> PostAsync(string path, string? token, params (string Name, string Value)[] fields)
    {
        var form = fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        if (token is not null) form["formToken"] = token;
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(path, content, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.Location?.ToString(), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sends a form of a page, with the token of that page.</summary>
    public async Task<(int Status, string? Location, string Body)> SendFormAsync(string path, string page, params (string Name, string Value)[] fields) =>
        await PostAsync(path, await TokenOnAsync(page), fields);

    /// <summary>Opens a feed: its lines, as they come.</summary>
    public async Task<StreamReader> FollowAsync(string path)
    {
        var stream = await client.GetStreamAsync(path, TestContext.Current.CancellationToken);
        return new StreamReader(stream);
    }

    /// <summary>The token that the forms of a page send.</summary>
    public async Task<string> TokenOnAsync(string path) => WebUtility.HtmlDecode(FormToken().Match((await GetAsync(path)).Html).Groups["token"].Value);

    [GeneratedRegex("name=\"formToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();
}
