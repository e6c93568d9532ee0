using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Parhelion.Server.Tests.Conversations;

/// <summary>Media URLs in messages: what the server fills in, and what it leaves alone.</summary>
public abstract class MessageMediaTests(ChatServer chat)
{
    [Theory]
    [InlineData("file", "")]
    [InlineData("image", "")]
    [InlineData("file", "&for=message")]
    public async Task Media_of_ours_is_described(string type, string purpose)
    {
        var url = await chat.UploadAsync("map of town.png", $"access=public{purpose}");

        var content = await PostAsync($$"""{"type":"{{type}}","mediaUrl":"{{url}}","text":"Here"}""");

        Assert.Equal(
            $$"""
            {"type":"{{type}}","mediaUrl":"{{url}}","text":"Here","mediaType":"image/png","mediaSize":16,"attachmentId":"{{IdIn(content)}}",
            "altText":"map of town.png"}
            """.ReplaceLineEndings(""),
            content.ToString());
    }

    [Fact]
    public async Task Media_of_ours_is_described_in_every_item()
    {
        var conversation = await chat.GroupAsync();
        var first = await chat.UploadAsync("a.png");
        var second = await chat.UploadAsync("b.txt", $"access=public&conversationId={conversation}", "hello"u8.ToArray());

        var content = await PostAsync(
            $$"""
            {"type":"list","items":[
            {"title":"One","mediaUrl":"{{first}}","actions":[{"type":"postback","text":"Yes","payload":"yes"}]},
            {"title":"Two","mediaUrl":"{{second}}","altText":"B","mediaType":"x/y","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}]}
            """);

        var (one, two) = (content.GetProperty("items")[0], content.GetProperty("items")[1]);
        Assert.Equal(
            $$"""
            {"title":"One","mediaUrl":"{{first}}","actions":[{"type":"postback","text":"Yes","payload":"yes"}],"mediaType":"image/png","mediaSize":16,
            "attachmentId":"{{IdIn(one)}}","altText":"a.png"}
            """.ReplaceLineEndings(""),
            one.ToString());
        Assert.Equal(
            $$"""
            {"title":"Two","mediaUrl":"{{second}}","altText":"B","mediaType":"text/plain","actions":[{"type":"postback","text":"Yes","payload":"yes"}],
            "mediaSize":5,"attachmentId":"{{IdIn(two)}}"}
            """.ReplaceLineEndings(""),
            two.ToString());
    }

    [Fact]
    public async Task Description_of_the_caller_stands_and_facts_do_not()
    {
        var url = await chat.UploadAsync("a.png");

        var content = await PostAsync($$"""{"type":"image","mediaUrl":"{{url}}","altText":"","mediaType":"video/mp4","mediaSize":999,"attachmentId":"mine"}""");

        Assert.Equal(
            $$"""{"type":"image","mediaUrl":"{{url}}","altText":"","mediaType":"image/png","mediaSize":16,"attachmentId":"{{IdIn(content)}}"}""",
            content.ToString());
    }

    // In UTF-16 code units, as the clients count; no character is cut in two.
    [Theory]
    [InlineData("x", 124, "x", 124, ".png")]
    [InlineData("x", 150, "x", 128, "")]
    [InlineData("\U0001F600", 62, "\U0001F600", 62, ".png")]
    [InlineData("a\U0001F600", 50, "a\U0001F600", 42, "a")]
    public async Task File_name_is_the_description_cut_to_128(string unit, int count, string shown, int shownCount, string end)
    {
        var url = await chat.UploadAsync(string.Concat(Enumerable.Repeat(unit, count)) + ".png");

        var content = await PostAsync($$"""{"type":"image","mediaUrl":"{{url}}"}""");

        Assert.Equal(string.Concat(Enumerable.Repeat(shown, shownCount)) + end, content.GetProperty("altText").GetString());
    }

    [Theory]
    [InlineData("?v=1")]
    [InlineData("#page=2")]
    public async Task Url_of_ours_with_something_after_its_path_is_ours_and_kept_as_sent(string rest)
    {
        var url = await chat.UploadAsync("a.png") + rest;

        var content = await PostAsync($$"""{"type":"image","mediaUrl":"{{url}}"}""");

        Assert.Equal((url, 16), (content.GetProperty("mediaUrl").GetString(), content.GetProperty("mediaSize").GetInt32()));
    }

    public static TheoryData<string, string, string?> Foreign { get; } = new()
    {
        { "https://files.example/a/photo.JPG", "image/jpeg", "photo.JPG" },
        { "https://files.example/a/spec%20sheet.pdf?sig=%2F&x=1#p", "application/pdf", "spec sheet.pdf" },
        { "http://files.example/%E6%97%A5.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "日.docx" },
        { "https://files.example/program.exe", "application/octet-stream", "program.exe" },
        { "https://files.example/noextension", "application/octet-stream", "noextension" },
        { "https://files.example/", "application/octet-stream", null },
        { "https://files.example", "application/octet-stream", null },
        { "https://user:word@files.example:8443/a.png", "image/png", "a.png" },
        { "https://[2001:db8::1]/a.png", "image/png", "a.png" },
        { "https://files.example/a%2Fb.png", "image/png", "a/b.png" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Media_of_somebody_else_is_described_by_its_name_and_kept_as_sent(string url, string mediaType, string? altText)
    {
        var content = await PostAsync(JsonSerializer.Serialize(new { type = "file", mediaUrl = url }));

        Assert.Equal(url, content.GetProperty("mediaUrl").GetString());
        Assert.Equal((mediaType, 0), (content.GetProperty("mediaType").GetString()!, content.GetProperty("mediaSize").GetInt32()));
        Assert.Equal(altText, content.TryGetProperty("altText", out var text) ? text.GetString() : null);
        Assert.False(content.TryGetProperty("attachmentId", out _));
    }

    [Fact]
    public async Task Item_keeps_what_it_says_of_the_media_of_somebody_else()
    {
        var content = await PostAsync(
            """
            {"type":"carousel","items":[
            {"title":"One","mediaUrl":"https://files.example/a","mediaType":"image/webp","altText":"A","actions":[{"type":"postback","text":"Yes","payload":"yes"}]},
            {"title":"Two","mediaUrl":"https://files.example/b.gif","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}]}
            """);

        Assert.Equal(
            """
            {"type":"carousel","items":[
            {"title":"One","mediaUrl":"https://files.example/a","mediaType":"image/webp","altText":"A","actions":[{"type":"postback","text":"Yes","payload":"yes"}]},
            {"title":"Two","mediaUrl":"https://files.example/b.gif","actions":[{"type":"postback","text":"Yes","payload":"yes"}],"mediaType":"image/gif","altText":"b.gif"}]}
            """.ReplaceLineEndings(""),
            content.ToString());
    }

    [Fact]
    public async Task Media_of_somebody_else_is_never_fetched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/secret.png";
        var conversation = await chat.GroupAsync();

        Assert.Equal(201, (await chat.PostContentAsync(conversation, $$"""{"type":"image","mediaUrl":"{{url}}"}""")).Status);
        Assert.Equal(
            201,
            (await chat.PostContentAsync(
                conversation,
                $$"""{"type":"carousel","items":[{"title":"a","mediaUrl":"{{url}}","actions":[{"type":"link","text":"a","uri":"{{url}}"}]}]}""")).Status);
        Assert.Equal(201, (await chat.PostAsync("/users", $$$"""{"profile":{"avatarUrl":"{{{url}}}"}}""")).Status);
        Assert.Equal(200, (await chat.PatchAsync($"/conversations/{conversation}", $$"""{"iconUrl":"{{url}}"}""")).Status);
        await chat.GetAsync($"/conversations/{conversation}/messages");
        await chat.DeleteAsync($"/conversations/{conversation}/messages");

        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task Media_of_ours_that_is_not_there_is_refused_by_name()
    {
        var url = $"{chat.Server.Url}apps/{chat.Server.AppId}/{new string('A', 24)}/a.png";

        (await chat.PostContentAsync(await chat.GroupAsync(), $$"""{"type":"image","mediaUrl":"{{url}}"}""")).IsBad($"The media URL in 'content.mediaUrl' does not belong to an attachment of this app: {url}");
    }

    [Fact]
    public async Task Removed_media_is_refused_by_name_in_an_item()
    {
        var (there, gone) = (await chat.UploadAsync("there.png"), await chat.UploadAsync("gone.png"));
        await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{gone}}"}""");
        var conversation = await chat.GroupAsync();

        var refused = await chat.PostContentAsync(
            conversation,
            $$"""
            {"type":"list","items":[
            {"title":"One","mediaUrl":"{{there}}","actions":[{"type":"postback","text":"Yes","payload":"yes"}]},
            {"title":"Two","mediaUrl":"{{gone}}","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}]}
            """);

        refused.IsBad($"The media URL in 'content.items[1].mediaUrl' does not belong to an attachment of this app: {gone}");
        Assert.Empty((await chat.GetAsync($"/conversations/{conversation}/messages")).Ids());
    }

    [Fact]
    public async Task Media_of_another_app_is_refused_like_media_that_is_not_there()
    {
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;
        var url = await chat.UploadAsync("a.png");
        var theirs = (await chat.SendAsync(HttpMethod.Post, $"/v2/apps/{app}/conversations", """{"type":"sdkGroup"}""", client)).Created();

        var refused = await chat.SendAsync(
            HttpMethod.Post,
            $"/v2/apps/{app}/conversations/{theirs}/messages",
            $$$"""{"author":{"type":"business"},"content":{"type":"image","mediaUrl":"{{{url}}}"}}""",
            client);

        refused.IsBad($"The media URL in 'content.mediaUrl' does not belong to an attachment of this app: {url}");
    }

    [Fact]
    public async Task Media_of_ours_under_another_name_is_not_there()
    {
        var url = (await chat.UploadAsync("a.png")).Replace("a.png", "b.png", StringComparison.Ordinal);

        (await chat.PostContentAsync(await chat.GroupAsync(), $$"""{"type":"image","mediaUrl":"{{url}}"}""")).IsBad($"The media URL in 'content.mediaUrl' does not belong to an attachment of this app: {url}");
    }

    [Theory]
    [InlineData("/apps/", "/Apps/")]
    [InlineData("http://", "https://")]
    [InlineData("127.0.0.1", "127.0.0.2")]
    public async Task Url_that_this_server_never_gives_out_is_somebody_elses(string part, string other)
    {
        var url = (await chat.UploadAsync("a.png")).Replace(part, other, StringComparison.Ordinal);

        var content = await PostAsync($$"""{"type":"image","mediaUrl":"{{url}}"}""");

        Assert.Equal($$"""{"type":"image","mediaUrl":"{{url}}","mediaType":"image/png","mediaSize":0,"altText":"a.png"}""", content.ToString());
    }

    // Where a content is not held to its type: of fields that the API does not know, and in the format of a channel.
    [Theory]
    [InlineData(10, "", 201)]
    [InlineData(11, "", 400)]
    [InlineData(10, "\"schema\":\"whatsapp\",", 201)]
    [InlineData(11, "\"schema\":\"whatsapp\",", 400)]
    public async Task Message_carries_ten_media_at_most(int count, string schema, int status)
    {
        var items = string.Join(',', Enumerable.Repeat("""{"mediaUrl":"https://files.example/a.png"}""", count));

        var reply = await chat.PostAsync(
            $"/conversations/{await chat.GroupAsync()}/messages",
            $$$"""{{{{schema}}}"author":{"type":"business"},"content":{"type":"text","text":"Hello","items":[{{{items}}}]}}""");

        Assert.Equal(status, reply.Status);
        if (status == 400) reply.IsBad("'content' should have at most 10 media URLs");
    }

    [Fact]
    public async Task One_attachment_may_stand_in_many_places_of_a_message()
    {
        var url = await chat.UploadAsync("a.png");
        var item = $$"""{"title":"One","mediaUrl":"{{url}}","actions":[{"type":"postback","text":"Yes","payload":"yes"}]}""";
        var conversation = await chat.GroupAsync();

        var posted = await chat.PostContentAsync(conversation, $$"""{"type":"carousel","items":[{{item}},{{item}}]}""");
        Assert.True(posted.Status == 201, posted.Body);
        await chat.DeleteAsync($"/conversations/{conversation}/messages/{posted.Json.GetProperty("messages")[0].GetProperty("id").GetString()}");

        Assert.Equal(404, (await chat.GetAsync(url)).Status);
    }

    private async Task<JsonElement> PostAsync(string content)
    {
        var posted = await chat.PostContentAsync(await chat.GroupAsync(), content);
        Assert.True(posted.Status == 201, posted.Body);
        return posted.Json.GetProperty("messages")[0].GetProperty("content");
    }

    // Whatever it is, it has the form of an id.
    private static string IdIn(JsonElement holder)
    {
        var id = holder.GetProperty("attachmentId").GetString()!;
        Assert.True(Core.ObjectId.IsValid(id), id);
        return id;
    }
}

public sealed class SqliteMessageMediaTests(SqliteChatServer chat) : MessageMediaTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresMessageMediaTests(PostgresChatServer chat) : MessageMediaTests(chat), IClassFixture<PostgresChatServer>;
