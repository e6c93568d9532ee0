using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parhelion.Server.Tests.Conversations;

namespace Parhelion.Server.Tests.Listing;

/// <summary>The list of attachments: what an entry has, and what each filter selects.</summary>
public abstract class AttachmentFilterTests(ChatServer chat)
{
    private const string Time = "be an RFC 3339 time such as 2026-05-01T12:00:00Z. Encode + as %2B";

    [Fact]
    public async Task Entry_has_every_property_of_the_upload()
    {
        await using var own = await OwnAsync();
        var conversation = await own.GroupAsync();
        var url = await own.UploadAsync("a b.png", $"access=private&for=message&conversationId={conversation}");
        var plain = await own.UploadAsync("c.png", "access=public");

        var list = await own.GetAsync("/attachments");

        var hash = Convert.ToHexStringLower(SHA256.HashData(Uploads.Png));
        list.Is(
            200,
            $$$"""
            {"attachments":[{"id":"{{{list.Ids()[0]}}}","mediaUrl":"{{{plain}}}","mediaType":"image/png","fileName":"c.png","size":16,"sha256":"{{{hash}}}",
            "renditions":{"thumbnail":"{{{plain}}}?rendition=thumbnail","preview":"{{{plain}}}?rendition=preview"},"access":"public","createdAt":"{{{own.Now}}}"},
            {"id":"{{{list.Ids()[1]}}}","mediaUrl":"{{{url}}}","mediaType":"image/png","fileName":"a b.png","size":16,"sha256":"{{{hash}}}",
            "renditions":{"thumbnail":"{{{url}}}?rendition=thumbnail","preview":"{{{url}}}?rendition=preview"},"access":"private","for":"message",
            "conversationId":"{{{conversation}}}","createdAt":"{{{own.Now}}}"}],"meta":{"hasMore":false}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Filters_select_alone_and_together()
    {
        await using var own = await OwnAsync();
        var conversation = await own.GroupAsync();
        var start = own.Clock.GetUtcNow();
        await own.UploadAsync("One.png", $"access=public&conversationId={conversation}");
        own.Clock.Advance(TimeSpan.FromHours(1));
        await own.UploadAsync("two.PNG", "access=private");
        own.Clock.Advance(TimeSpan.FromHours(1));
        await own.UploadAsync("three.txt", $"access=private&conversationId={conversation}", "text"u8.ToArray());
        string At(double hours) => start.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

        async Task IsAsync(string filter, params string[] names) => Assert.Equal(names, await NamesAsync(own, filter));
        await IsAsync("", "three.txt", "two.PNG", "One.png");
        await IsAsync($"filter[conversationId]={conversation}", "three.txt", "One.png");
        await IsAsync($"filter[conversationId]={ChatServer.Missing}");
        await IsAsync("filter[mediaType]=image/png", "two.PNG", "One.png");
        await IsAsync("filter[mediaType]=IMAGE/*", "two.PNG", "One.png");
        await IsAsync("filter[mediaType]=text/plain", "three.txt");
        await IsAsync("filter[mediaType]=image/pn");
        await IsAsync("filter[access]=public", "One.png");
        await IsAsync("filter[access]=private", "three.txt", "two.PNG");
        await IsAsync("FILTER[Access]=private", "three.txt", "two.PNG");
        await IsAsync("filter[name]=.png", "two.PNG", "One.png");
        await IsAsync("filter[name]=ONE", "One.png");
        // At the time or later, and before it: two ranges that meet have neither a gap nor an overlap.
        await IsAsync($"filter[createdAfter]={At(1)}", "three.txt", "two.PNG");
        await IsAsync($"filter[createdBefore]={At(1)}", "One.png");
        await IsAsync($"filter[createdAfter]={At(1).Replace("Z", "0001Z", StringComparison.Ordinal)}", "three.txt");
        await IsAsync($"filter[createdBefore]={At(1).Replace("Z", "0001Z", StringComparison.Ordinal)}", "two.PNG", "One.png");
        await IsAsync($"filter[createdAfter]={At(0.5)}&filter[createdBefore]={At(1.5)}", "two.PNG");
        await IsAsync($"filter[createdAfter]={At(2).Replace("Z", "%2B00:00", StringComparison.Ordinal)}", "three.txt");
        await IsAsync("filter[createdAfter]=0001-01-01T00:00:00Z&filter[createdBefore]=9999-12-31T23:59:59.9999999Z", "three.txt", "two.PNG", "One.png");
        await IsAsync($"filter[conversationId]={conversation}&filter[access]=private", "three.txt");
        await IsAsync($"filter[mediaType]=image/*&filter[name]=o&filter[access]=private&filter[createdAfter]={At(0)}", "two.PNG");
    }

    [Theory]
    [InlineData("100%.png", "%25", true)]
    [InlineData("100%.png", "0%25.", true)]
    [InlineData("1000.png", "1%250", false)]
    [InlineData("a_b.png", "a_b", true)]
    [InlineData("axb.png", "a_b", false)]
    [InlineData("wow!.png", "w!.", true)]
    [InlineData("back\u005cslash.png", "slash", true)]
    [InlineData("ÄRGER.png", "Ärger", true)]
    [InlineData("ÄRGER.png", "ärger", false)]
    [InlineData("İstanbul.png", "istanbul", false)]
    [InlineData("שלום.png", "שלום.P", true)]
    [InlineData("x\u202egnp.png", "xgnp", true)]
    [InlineData("\U0001F600.png", "\U0001F600", true)]
    [InlineData("it's q;.png", "'s%20Q;", true)]
    public async Task Name_is_found_as_it_is_written_but_for_the_case_of_a_to_z(string name, string filter, bool isFound)
    {
        await using var own = await OwnAsync();
        await own.UploadAsync(name, "access=public");

        Assert.Equal(isFound ? 1 : 0, (await NamesAsync(own, $"filter[name]={filter}")).Count);
    }

    [Fact]
    public async Task Longest_name_is_listed_and_found()
    {
        await using var own = await OwnAsync();
        var name = new string('é', 125) + "a.png";
        Assert.Equal(255, Encoding.UTF8.GetByteCount(name));
        await own.UploadAsync(name, "access=public");

        Assert.Equal([name], await NamesAsync(own, $"filter[name]={Uri.EscapeDataString(name)}"));
    }

    [Theory]
    [InlineData("filter[conversationId]=x", "'filter[conversationId]' should have 24 lower-case hexadecimal characters")]
    [InlineData("filter[mediaType]=png", "'filter[mediaType]' should be a media type such as image/png or image/*")]
    [InlineData("filter[mediaType]=*/*", "'filter[mediaType]' should be a media type such as image/png or image/*")]
    [InlineData("filter[mediaType]=image/%25", "'filter[mediaType]' should be a media type such as image/png or image/*")]
    [InlineData("filter[access]=secret", "'filter[access]' should be 'public' or 'private'")]
    [InlineData("filter[name]=", "'filter[name]' should be 1 to 255 characters without NUL")]
    [InlineData("filter[name]=a%00", "'filter[name]' should be 1 to 255 characters without NUL")]
    [InlineData("filter[name]=a&filter[name]=b", "'filter[name]' was given 2 times")]
    [InlineData("filter[names]=a", "'filter[names]' is unknown. Known parameters: filter[conversationId], filter[mediaType], filter[access], filter[name], filter[createdAfter], filter[createdBefore]")]
    [InlineData("FILTER[acces]=a", "'FILTER[acces]' is unknown. Known parameters: filter[conversationId], filter[mediaType], filter[access], filter[name], filter[createdAfter], filter[createdBefore]")]
    [InlineData("Filter[access]=secret", "'filter[access]' should be 'public' or 'private'")]
    [InlineData("filter[name]=a&FILTER[NAME]=b", "'filter[name]' was given 2 times")]
    [InlineData("filter[createdAfter]=2026-05-01", $"'filter[createdAfter]' should {Time}")]
    [InlineData("filter[createdAfter]=2026-05-01T12:00:00", $"'filter[createdAfter]' should {Time}")]
    [InlineData("filter[createdAfter]=2026-05-01T12:00:00+01:00", $"'filter[createdAfter]' should {Time}")]
    [InlineData("filter[createdBefore]=2026-02-30T12:00:00Z", $"'filter[createdBefore]' should {Time}")]
    [InlineData("filter[createdBefore]=2026-05-01T24:00:00Z", $"'filter[createdBefore]' should {Time}")]
    [InlineData("filter[createdBefore]=7", $"'filter[createdBefore]' should {Time}")]
    public async Task Wrong_filter_is_refused_by_its_name(string query, string title) => (await chat.GetAsync($"/attachments?{query}")).IsBad($"Query parameter {title}");

    [Theory]
    [InlineData("page[size]=101")]
    [InlineData("page[size]=0")]
    [InlineData("page[after]=x")]
    [InlineData("page[after]=0123456789abcdef01234567&page[before]=0123456789abcdef01234567")]
    public async Task Wrong_page_is_refused(string query) => (await chat.GetAsync($"/attachments?{query}")).IsBad("Invalid page query parameters");

    [Fact]
    public async Task Another_app_sees_nothing_and_its_key_may_not_ask()
    {
        await chat.UploadAsync("a.png");
        var id = (await chat.GetAsync("/attachments?page[size]=1")).Ids()[0];
        var (app, client) = await chat.OtherAppAsync();
        using var owned = client;

        Assert.Equal(403, (await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments", by: client)).Status);
        Assert.Equal(403, (await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments/{id}", by: client)).Status);
        Assert.Equal(404, (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/attachments/{id}", by: client)).Status);
        // The cursor of another app is only a place in the order.
        Assert.Empty((await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/attachments?page[after]=ffffffffffffffffffffffff", by: client)).Ids());
        Assert.Empty((await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{app}/attachments?page[before]={id}", by: client)).Ids());
        using var account = chat.Server.CreateAccountClient();
        Assert.Equal(id, (await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments?page[size]=1", by: account)).Ids()[0]);
        Assert.Equal(404, (await chat.SendAsync(HttpMethod.Get, $"/v2/apps/{ChatServer.Missing}/attachments", by: account)).Status);
        using var nobody = chat.Server.CreateAnonymousClient();
        Assert.Equal(401, (await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments", by: nobody)).Status);
    }

    [Fact]
    public async Task Integration_may_list()
    {
        var made = await chat.PostAsync("/integrations", """{"type":"custom","webhooks":[{"target":"http://127.0.0.1/","triggers":["user:remove"]}]}""");
        var integration = made.Json.GetProperty("integration").GetProperty("id").GetString();
        var key = (await chat.PostAsync($"/integrations/{integration}/keys", """{"displayName":"Key"}""")).Json.GetProperty("key");
        using var client = chat.Server.CreateClient(key.GetProperty("id").GetString()!, key.GetProperty("secret").GetString()!);
        await chat.UploadAsync("a.png");

        var list = await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments?page[size]=1", by: client);

        Assert.Equal(200, (await chat.SendAsync(HttpMethod.Get, $"{chat.AppPath}/attachments/{list.Ids()[0]}", by: client)).Status);
    }

    private static async Task<List<string>> NamesAsync(ChatServer server, string filter)
    {
        var reply = await server.GetAsync($"/attachments?{filter}");
        Assert.True(reply.Status == 200, reply.ToString());
        return [.. reply.Json.GetProperty("attachments").EnumerateArray().Select(entry => entry.GetProperty("fileName").GetString()!)];
    }

    private async Task<ChatServer> OwnAsync()
    {
        var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        return own;
    }
}

public sealed class SqliteAttachmentFilterTests(SqliteChatServer chat) : AttachmentFilterTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresAttachmentFilterTests(PostgresChatServer chat) : AttachmentFilterTests(chat), IClassFixture<PostgresChatServer>;
