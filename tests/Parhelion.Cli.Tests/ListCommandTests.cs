using Parhelion.Testing;

namespace Parhelion.Cli.Tests;

/// <summary>Listings, apps and keys.</summary>
public sealed class ListCommandTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private Tool tool = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync();
        tool = new Tool(server, asAccount: true);
    }

    public async ValueTask DisposeAsync()
    {
        tool.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Apps_and_keys_come_and_go()
    {
        var app = (await tool.RunAsync("apps", "create", "Shop")).Good().Lines[0];
        Assert.Equal([$"{server.AppId}\tQuickstart", $"{app}\tShop"], (await tool.RunAsync("ls", "apps")).Good().Lines);
        Assert.Equal([$"{server.AppId}\tQuickstart"], (await tool.RunAsync("apps", "list", "-n", "1")).Good().Lines);

        var key = (await tool.RunAsync("keys", "create", "till", "--app", app)).Good().Lines[0].Split('\t');
        var listed = (await tool.RunAsync("keys", "list", "--app", app)).Good();
        Assert.Equal($"{key[0]}\ttill\n", listed.Output);
        Assert.Equal($"{key[0]}\ttill\t{key[1]}\n", (await tool.RunAsync("keys", "list", "--secrets", "--app", app)).Good().Output);
        Assert.DoesNotContain("secret", (await tool.RunAsync("keys", "list", "--json", "--app", app)).Good().Output, StringComparison.Ordinal);
        (await tool.RunAsync("keys", "delete", key[0], "--yes", "--app", app)).Good();
        Assert.Empty((await tool.RunAsync("keys", "list", "--app", app)).Good().Output);

        var unasked = await tool.RunAsync("apps", "delete", app);
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        (await tool.RunAsync("apps", "delete", app, "--yes")).Good();
        Assert.Equal(4, (await tool.RunAsync("apps", "get", app)).ExitCode);
    }

    [Fact]
    public async Task Conversations_are_listed_as_lines_and_as_json()
    {
        using var client = server.CreateParhelionClient();
        var user = await client.Users.CreateUserAsync(server.AppId, new UserCreateBody { ExternalId = "ada" });
        var conversation = await client.Conversations.CreateConversationAsync(server.AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.Personal,
            Participants = [new ParticipantJoinBody { UserId = user.Id }],
        });
        foreach (var text in (string[])["first", "second\nline\twith a \u001b[2J tab"])
        {
            await client.Messages.PostMessageAsync(
                server.AppId, conversation.Id, new MessagePostBody { Author = Author.OfBusiness(), Content = new TextContent { Text = text } });
        }

        Assert.StartsWith($"{conversation.Id}\tpersonal\tyes\t", (await tool.RunAsync("ls", "conversations", "--external-id", "ada")).Good().Output, StringComparison.Ordinal);
        Assert.Contains(user.Id, (await tool.RunAsync("ls", "participants", conversation.Id)).Good().Output, StringComparison.Ordinal);
        var lines = (await tool.RunAsync("ls", "messages", conversation.Id)).Good().Lines;
        Assert.EndsWith("\tbusiness\ttext\tsecond line with a  [2J tab", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        var newest = Assert.Single((await tool.RunAsync("ls", "messages", conversation.Id, "-n", "1", "--json")).Good().Json);
        Assert.Equal("second\nline\twith a \u001b[2J tab", newest.GetProperty("content").GetProperty("text").GetString());
        Assert.Equal(2, (await tool.RunAsync("ls", "conversations")).ExitCode);
    }

    [Fact]
    public async Task Receipts_are_listed()
    {
        var url = (await tool.RunAsync("upload", tool.Sample("png"))).Good().Lines[0];
        (await tool.RunAsync("rm", url)).Good();

        var receipt = Assert.Single((await tool.RunAsync("ls", "receipts", "--url", url, "--json")).Good().Json);

        Assert.Equal(("removed", 176), (receipt.GetProperty("reason").GetString(), receipt.GetProperty("size").GetInt32()));
    }
}
