using System.Net;
using Parhelion.Testing;
using static Parhelion.Server.Tests.Private.PrivateApp;

namespace Parhelion.Server.Tests.Private;

/// <summary>Private files behind a real Varnish and a real nginx: neither keeps one, whatever is asked and however.</summary>
public sealed class SharedCacheTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private PrivateApp app = null!;
    private int requests;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        app = PrivateApp.Of(server);
    }

    public async ValueTask DisposeAsync()
    {
        app.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("varnish.sh", "yes")]
    [InlineData("varnish.sh", "no")]
    [InlineData("nginx-cache.sh", "yes")]
    [InlineData("nginx-cache.sh", "no")]
    public async Task Private_file_is_never_kept(string script, string passesCredentials)
    {
        await using var cache = await SharedCache.StartAsync(script, server.Url, passesCredentials);
        using var other = await OfNewAppAsync(server);
        var (token, foreign) = (await app.TokenAsync(app.AppPath), await other.TokenAsync(other.AppPath));
        (string, string)[] asked =
        [
            ("X-Nothing", "1"), ("Range", "bytes=0-3"), ("Range", "bytes=4-"), ("If-None-Match", "\"x\""), ("If-None-Match", "*"), ("If-Modified-Since", "Mon, 01 Jun 2026 12:00:00 GMT"),
            ("Cache-Control", "no-cache"), ("Cache-Control", "max-age=3600, public"), ("Cache-Control", "only-if-cached"), ("Pragma", "no-cache"), ("Accept-Encoding", "gzip"),
            ("Cookie", "session=1"), ("X-Forwarded-For", "10.0.0.1"), ("X-Http-Method-Override", "PURGE"), ("Origin", "https://chat.example.org"), ("Accept", "image/*"),
        ];

        foreach (var header in asked)
        {
            var url = At(cache, await app.UploadAsync());
            // Those who may and those who may not, in turns: nobody is given what somebody else was given.
            for (var round = 0; round < 2; round++)
            {
                foreach (var credential in ((string, string)[])[Bearer(token), Cookie(token), ("Cookie", $"a=b; parhelion_media={token}; c=d"), app.Basic()])
                {
                    Assert.Contains(await AskAsync(HttpMethod.Get, url, header, credential), new[] { HttpStatusCode.OK, HttpStatusCode.PartialContent, HttpStatusCode.NotModified });
                    Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(HttpMethod.Get, url, header));
                    Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, url, header, Cookie(foreign)));
                    Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, url, header, Bearer(foreign)));
                    Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(HttpMethod.Head, url, header));
                }
            }
        }
    }

    [Theory]
    [InlineData("varnish.sh", "yes", "private")]
    [InlineData("varnish.sh", "no", "private")]
    [InlineData("varnish.sh", "no", "public")]
    [InlineData("nginx-cache.sh", "yes", "private")]
    [InlineData("nginx-cache.sh", "no", "private")]
    [InlineData("nginx-cache.sh", "no", "public")]
    public async Task Answer_to_a_signed_link_is_never_kept(string script, string passesCredentials, string access)
    {
        await using var cache = await SharedCache.StartAsync(script, server.Url, passesCredentials);
        var url = await app.UploadAsync(access);
        var link = At(cache, await app.LinkAsync(url));
        var broken = link.Replace("signature=", "signature=x", StringComparison.Ordinal);
        foreach (var range in ((string, string)[])[("X-Nothing", "1"), ("Range", "bytes=0-3"), ("Range", "bytes=4-9")])
        {
            Assert.Contains(await AskAsync(HttpMethod.Get, link, range), new[] { HttpStatusCode.OK, HttpStatusCode.PartialContent });
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(HttpMethod.Get, broken, range));
        }

        using var removed = await Uploads.RemoveAsync(server, url);

        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(HttpMethod.Get, link, ("X-Nothing", "1")));
    }

    [Theory]
    [InlineData("varnish.sh")]
    [InlineData("nginx-cache.sh")]
    public async Task Public_file_is_kept_and_the_cookie_goes_by(string script)
    {
        await using var cache = await SharedCache.StartAsync(script, server.Url);
        var url = At(cache, await app.UploadAsync("public"));

        // The check of the other tests: what is kept is seen to be.
        using var first = await app.GetAsync(url, ("X-Request-Id", "first"), ("Cookie", "session=1"));
        using var second = await app.GetAsync(url, ("X-Request-Id", "second"));
        Assert.Equal(("first", "HIT"), (Header(second, "X-Request-Id"), Header(second, "X-Cache")));

        using var answer = await app.GetAsync(
            new Uri(cache.Url, $"/v2{app.AppPath}/attachments/cookie").AbsoluteUri, Bearer(await app.TokenAsync(app.AppPath)));
        Assert.StartsWith("parhelion_media=", Header(answer, "Set-Cookie"), StringComparison.Ordinal);
    }

    private static string At(SharedCache cache, string url) => new Uri(cache.Url, new Uri(url).PathAndQuery).AbsoluteUri;

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    // The server answers with the id of the request: another one would be that of an answer to somebody else.
    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string url, params (string Name, string Value)[] headers)
    {
        var id = $"request-{requests++}";
        using var response = await app.SendAsync(method, url, [.. headers, ("X-Request-Id", id)]);
        Assert.Equal(id, Header(response, "X-Request-Id"));
        Assert.NotEqual("HIT", Header(response, "X-Cache"));
        return response.StatusCode;
    }
}
