using System.Net;

namespace Parhelion.Cli.Tests;

/// <summary>The command <c>uploadlink</c> against a real server.</summary>
public sealed class UploadLinkTests : ServerToolTests
{
    [Fact]
    public async Task Printed_link_takes_what_the_options_allow()
    {
        var printed = (await Tool.RunAsync("uploadlink", "--access", "private", "--expires", "5m", "--max-size", "1k", "--extension", ".txt", "--uploads", "2")).Good();
        var link = printed.Output.Trim();
        using var browser = Server.CreateAnonymousClient();

        Assert.DoesNotContain("/uploads/", printed.Error, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, await PostAsync(browser, link, 10, "a.png"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(browser, link, 1001, "a.txt"));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(browser, link, 1000, "a.txt"));
        Assert.Equal(HttpStatusCode.Created, await PostAsync(browser, link, 10, "b.txt"));
        Assert.Equal(HttpStatusCode.Gone, await PostAsync(browser, link, 10, "c.txt"));
    }

    [Fact]
    public async Task Json_has_the_link_and_a_refusal_names_the_field()
    {
        var json = Assert.Single((await Tool.RunAsync("uploadlink", "--json")).Good().Json);
        Assert.Equal(1, json.GetProperty("maxUploads").GetInt32());
        Assert.StartsWith($"{Server.Url}uploads/", json.GetProperty("url").GetString(), StringComparison.Ordinal);

        var refused = await Tool.RunAsync("uploadlink", "--extension", "exe");
        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("'extensions[0]'", refused.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await Tool.RunAsync("uploadlink", "--conversation", "0123456789abcdef01234567")).ExitCode);
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string link, int length, string name)
    {
        using var form = new MultipartFormDataContent { { new StringContent(new string('x', length)), "source", name } };
        using var response = await client.PostAsync(link, form, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
