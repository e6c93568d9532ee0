using System.Net;
using System.Text;
using Parhelion.Testing;

namespace ForwardUpload.Tests;

/// <summary>Tests of a web application that stores its files in Parhelion. All of them share one server.</summary>
public sealed class ForwardTests(ParhelionFixture fixture) : IClassFixture<ParhelionFixture>
{
    [Fact]
    public async Task What_a_browser_sends_becomes_a_message()
    {
        var server = fixture.Server;
        var seed = await server.SeedAsync(new SeedData { Conversations = { new SeedConversation("ada") } });
        await using var shop = new ShopFactory(server);
        using var browser = shop.CreateClient();

        using var response = await browser.PostAsync($"/conversations/{seed.ConversationIds["ada"]}", Form());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains(server.Requests, request => RequestMatch.Uploads.Matches(request) && request.Status == 201);
    }

    [Fact]
    public async Task A_refusal_reaches_the_browser()
    {
        var server = fixture.Server;
        await using var shop = new ShopFactory(server);
        using var browser = shop.CreateClient();
        using var full = server.Fail(RequestMatch.Uploads, 413);

        using var response = await browser.PostAsync("/conversations/123456789012345678901234", Form());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(1, full.Hits);
    }

    private static MultipartFormDataContent Form() => new() { { new ByteArrayContent(Encoding.UTF8.GetBytes("1 tea: 3.50")), "file", "receipt.txt" } };
}
