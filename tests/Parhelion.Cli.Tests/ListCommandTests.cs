namespace Parhelion.Cli.Tests;

/// <summary>Listings, apps and keys.</summary>
public sealed class ListCommandTests() : ServerToolTests(asAccount: true)
{
    [Fact]
    public async Task Apps_and_keys_come_and_go()
    {
        var app = (await Tool.RunAsync("apps", "create", "Shop")).Good().Lines[0];
        Assert.Equal([$"{Server.AppId}\tQuickstart", $"{app}\tShop"], (await Tool.RunAsync("ls", "apps")).Good().Lines);
        Assert.Equal([$"{Server.AppId}\tQuickstart"], (await Tool.RunAsync("apps", "list", "-n", "1")).Good().Lines);

        var key = (await Tool.RunAsync("keys", "create", "till", "--app", app)).Good().Lines[0].Split('\t');
        var listed = (await Tool.RunAsync("keys", "list", "--app", app)).Good();
        Assert.Equal($"{key[0]}\ttill\n", listed.Output);
        Assert.Equal($"{key[0]}\ttill\t{key[1]}\n", (await Tool.RunAsync("keys", "list", "--secrets", "--app", app)).Good().Output);
        Assert.DoesNotContain("secret", (await Tool.RunAsync("keys", "list", "--json", "--app", app)).Good().Output, StringComparison.Ordinal);
        (await Tool.RunAsync("keys", "delete", key[0], "--yes", "--app", app)).Good();
        Assert.Empty((await Tool.RunAsync("keys", "list", "--app", app)).Good().Output);

        var unasked = await Tool.RunAsync("apps", "delete", app);
        Assert.Equal(2, unasked.ExitCode);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        (await Tool.RunAsync("apps", "delete", app, "--yes")).Good();
        Assert.Equal(4, (await Tool.RunAsync("apps", "get", app)).ExitCode);
    }

    [Fact]
    public async Task Conversations_are_listed_as_lines_and_as_json()
    {
        using var client = Server.CreateParhelionClient();
        var user = await client.Users.CreateUserAsync(Server.AppId, new UserCreateBody { ExternalId = "ada" });
        var conversation = await client.Conversations.CreateConversationAsync(Server.AppId, new ConversationCreateBody
        {
            Type = ConversationTypes.Personal,
            Participants = [new ParticipantJoinBody { UserId = user.Id }],
        });
        foreach (var text in (string[])["first", "second\nline\twith a \u001b[2J tab"])
        {
            await client.Messages.PostMessageAsync(
                Server.AppId, conversation.Id, new MessagePostBody { Author = Author.OfBusiness(), Content = new TextContent { Text = text } });
        }

        Assert.StartsWith($"{conversation.Id}\tpersonal\tyes\t", (await Tool.RunAsync("ls", "conversations", "--external-id", "ada")).Good().Output, StringComparison.Ordinal);
        Assert.Contains(user.Id, (await Tool.RunAsync("ls", "participants", conversation.Id)).Good().Output, StringComparison.Ordinal);
        var lines = (await Tool.RunAsync("ls", "messages", conversation.Id)).Good().Lines;
        Assert.EndsWith("\tbusiness\ttext\tsecond line with a  [2J tab", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);
        var newest = Assert.Single((await Tool.RunAsync("ls", "messages", conversation.Id, "-n", "1", "--json")).Good().Json);
        Assert.Equal("second\nline\twith a \u001b[2J tab", newest.GetProperty("content").GetProperty("text").GetString());
        Assert.Equal(2, (await Tool.RunAsync("ls", "conversations")).ExitCode);
    }

    [Fact]
    public async Task Receipts_are_listed()
    {
        var url = (await Tool.RunAsync("upload", Tool.Sample("png"))).Good().Lines[0];
        (await Tool.RunAsync("rm", url)).Good();

        var receipt = Assert.Single((await Tool.RunAsync("ls", "receipts", "--url", url, "--json")).Good().Json);

        Assert.Equal(("removed", 176), (receipt.GetProperty("reason").GetString(), receipt.GetProperty("size").GetInt32()));
    }
}
