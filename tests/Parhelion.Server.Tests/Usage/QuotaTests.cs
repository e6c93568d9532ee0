using System.Net;
using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Tests.Links;
using Parhelion.Server.Tests.Private;
using Parhelion.Server.Tests.Resumable;

namespace Parhelion.Server.Tests.Usage;

/// <summary>The quota of an app: what it refuses, when, and that it is exact for uploads at the same time.</summary>
public abstract class QuotaTests(ChatServer chat)
{
    private static readonly (int, string?) Stored = (201, null);
    private static readonly (int, string?) Exceeded = (413, "quota_exceeded");
    private static readonly (int, string?) TooLarge = (413, "payload_too_large");

    [Fact]
    public async Task Settings_are_kept_shown_and_cleared()
    {
        await using var own = await OwnAsync();

        (await own.PatchAsync("", """{"settings":{"attachmentsQuotaBytes":1000,"attachmentsQuotaCount":9,"attachmentsMaxBytes":0}}""")).Is(200, (await own.GetAsync("")).Body);
        Assert.Equal("""{"attachmentsQuotaBytes":1000,"attachmentsQuotaCount":9,"attachmentsMaxBytes":0}""", $"{(await own.GetAsync("")).Json.GetProperty("app").GetProperty("settings")}");
        (await own.GetAsync("/attachments/usage")).Is(200, """{"usage":{"count":0,"bytes":0,"quotaCount":9,"quotaBytes":1000,"byMediaType":[],"byDay":[]}}""");
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaBytes":null,"attachmentsMaxBytes":null}}""");
        Assert.Equal("""{"attachmentsQuotaCount":9}""", $"{(await own.GetAsync("")).Json.GetProperty("app").GetProperty("settings")}");
    }

    [Theory]
    [InlineData("attachmentsQuotaBytes", "-1")]
    [InlineData("attachmentsQuotaCount", "1.5")]
    [InlineData("attachmentsMaxBytes", "\"7\"")]
    [InlineData("attachmentsQuotaBytes", "9223372036854775808")]
    [InlineData("attachmentsQuotaCount", "true")]
    public async Task Setting_that_is_no_number_of_bytes_or_files_is_refused(string name, string value) =>
        (await chat.PatchAsync("", $$$"""{"settings":{"{{{name}}}":{{{value}}}}}""")).IsBad($"'settings.{name}' should be an integer that is not negative");

    [Fact]
    public async Task Upload_beyond_the_count_is_refused_until_one_is_deleted_or_the_quota_is_raised()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaCount":2}""");
        var first = await own.UploadAsync("a.png", "access=public");
        await own.UploadAsync("b.png", "access=public");

        Assert.Equal(Exceeded, await TryAsync(own, Uploads.Png));
        (await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{first}}"}""")).Is(200, "{}");
        Assert.Equal(Stored, await TryAsync(own, Uploads.Png));
        Assert.Equal(Exceeded, await TryAsync(own, Uploads.Png));
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":3}}""");
        Assert.Equal(Stored, await TryAsync(own, Uploads.Png));
        // A quota below what is stored deletes nothing.
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":0}}""");
        Assert.Equal(Exceeded, await TryAsync(own, Uploads.Png));
        Assert.Equal(3, await CountAsync(own));
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":null}}""");
        Assert.Equal(Stored, await TryAsync(own, Uploads.Png));
    }

    [Fact]
    public async Task Files_fill_the_bytes_of_the_quota_to_the_last_one()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaBytes":100}""");

        Assert.Equal(Exceeded, await TryAsync(own, Text(101)));
        Assert.Equal(Stored, await TryAsync(own, Text(60)));
        Assert.Equal(Exceeded, await TryAsync(own, Text(41)));
        Assert.Equal(Stored, await TryAsync(own, Text(40)));
        Assert.Equal(Exceeded, await TryAsync(own, Text(1)));
        Assert.Equal(2, await CountAsync(own));
    }

    [Fact]
    public async Task Upload_is_refused_before_its_body_when_its_length_is_known()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaBytes":100000}""");
        await AssertRefusedBeforeBodyAsync(own, 2_000_000);
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaBytes":0}}""");
        await AssertRefusedBeforeBodyAsync(own, 300);
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaBytes":null,"attachmentsQuotaCount":0}}""");
        await AssertRefusedBeforeBodyAsync(own, 300);
    }

    [Fact]
    public async Task Largest_file_of_the_app_is_smaller_than_that_of_the_server_and_of_a_link()
    {
        await using var own = await OwnAsync("""{"attachmentsMaxBytes":50}""");
        using var app = PrivateApp.Of(own.Server);
        using var client = own.Server.CreateClient();
        using var anonymous = own.Server.CreateAnonymousClient();
        async Task<string> LinkAsync(int maxBytes) => new Uri(await LinkedUploads.CreateAsync(app, new { access = "public", maxBytes })).AbsolutePath;

        Assert.Equal(Stored, await TryAsync(own, Text(50)));
        Assert.Equal(TooLarge, await TryAsync(own, Text(51)));
        Assert.Equal(TooLarge, await LinkedUploads.TryAsync(anonymous, await LinkAsync(1000), Text(51), "a.txt"));
        Assert.Equal(TooLarge, await LinkedUploads.TryAsync(anonymous, await LinkAsync(20), Text(21), "a.txt"));
        using var created = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(own.Server), null, ("Upload-Length", "51"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal((413, "File is larger than 50 bytes"), ((int)created.StatusCode, await Uploads.TitleOfAsync(created)));
        await own.PatchAsync("", """{"settings":{"attachmentsMaxBytes":9223372036854775807}}""");
        Assert.Equal(Stored, await TryAsync(own, Text(51)));
    }

    [Fact]
    public async Task Resumable_upload_is_judged_when_it_is_created_and_when_it_is_complete()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaBytes":100}""");
        using var client = own.Server.CreateClient();
        using var refused = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(own.Server), null, ("Upload-Length", "101"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal((413, "The file would exceed the quota of the app; nothing was stored"), ((int)refused.StatusCode, await Uploads.TitleOfAsync(refused)));
        var url = await UploadRequests.CreateTusAsync(own.Server, 80, "a.txt");
        Assert.Equal(Stored, await TryAsync(own, Text(30)));

        using var last = await UploadRequests.TusAsync(client, "PATCH", url, Text(80), ("Upload-Offset", "0"));
        using var after = await UploadRequests.TusAsync(client, "HEAD", url, null);

        Assert.Equal((413, 410), ((int)last.StatusCode, (int)after.StatusCode));
        Assert.Equal(1, await CountAsync(own));
        using var fits = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(own.Server), Text(70), ("Upload-Length", "70"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal(201, (int)fits.StatusCode);
        using var more = await UploadRequests.TusAsync(client, "POST", Uploads.PathOf(own.Server), null, ("Upload-Defer-Length", "1"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        Assert.Equal(413, (int)more.StatusCode);
    }

    [Fact]
    public async Task Limits_that_change_count_for_the_next_upload_and_for_an_unfinished_one()
    {
        await using var own = await OwnAsync();
        using var client = own.Server.CreateClient();
        var url = await UploadRequests.CreateTusAsync(own.Server, 80, "a.txt");
        Assert.Equal(Stored, await TryAsync(own, Text(30)));

        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":0}}""");
        await AssertRefusedBeforeBodyAsync(own, 300);
        await own.PatchAsync("", """{"settings":{"attachmentsQuotaCount":null,"attachmentsMaxBytes":50}}""");
        using var last = await UploadRequests.TusAsync(client, "PATCH", url, Text(80), ("Upload-Offset", "0"));

        Assert.Equal((413, "File is larger than 50 bytes"), ((int)last.StatusCode, await Uploads.TitleOfAsync(last)));
        Assert.Equal(1, await CountAsync(own));
    }

    [Fact]
    public async Task Of_many_uploads_at_once_as_many_are_stored_as_the_quota_allows()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaCount":7}""");
        using var client = own.Server.CreateClient();

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => i % 3 == 0 ? TusAsync(own, client) : TryAsync(own, Text(20))));

        Assert.Equal([(Stored, 7), (Exceeded, 53)], results.GroupBy(result => result).Select(group => (group.Key, group.Count())).Order());
        Assert.Equal(7, await CountAsync(own));
    }

    [Fact]
    public async Task Quota_is_never_exceeded_while_files_come_and_go()
    {
        await using var own = await OwnAsync("""{"attachmentsQuotaBytes":160}""");
        var stored = 0;

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var round = 0; round < 8; round++)
            {
                using var form = new MultipartFormDataContent { { new ByteArrayContent(Text(50)), "source", "a.txt" } };
                using var client = own.Server.CreateClient();
                using var response = await client.PostAsync(Uploads.PathOf(own.Server), form, TestContext.Current.CancellationToken);
                Assert.InRange((await own.GetAsync("/attachments/usage")).Json.GetProperty("usage").GetProperty("bytes").GetInt32(), 0, 160);
                if (response.StatusCode != HttpStatusCode.Created)
                {
                    Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
                    continue;
                }

                Interlocked.Increment(ref stored);
                using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
                var url = json.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString();
                (await own.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{url}}"}""")).Is(200, "{}");
            }
        }));

        Assert.InRange(stored, 3, 16 * 8);
        Assert.Equal(0, await CountAsync(own));
    }

    private async Task<ChatServer> OwnAsync(string settings = "{}")
    {
        var own = new ChatServer(chat.Kind);
        await own.InitializeAsync();
        Assert.Equal(200, (await own.PatchAsync("", $$"""{"settings":{{settings}}}""")).Status);
        return own;
    }

    private static byte[] Text(int length) => Encoding.ASCII.GetBytes(new string('x', length));

    private static async Task<(int Status, string? Code)> TryAsync(ChatServer own, byte[] content)
    {
        using var client = own.Server.CreateClient();
        return await LinkedUploads.TryAsync(client, Uploads.PathOf(own.Server), content, content == Uploads.Png ? "a.png" : "a.txt");
    }

    private static async Task<(int Status, string? Code)> TusAsync(ChatServer own, HttpClient client)
    {
        using var response = await UploadRequests.TusAsync(
            client, "POST", Uploads.PathOf(own.Server), Text(20), ("Upload-Length", "20"), ("Upload-Metadata", UploadRequests.Metadata("a.txt")));
        if (response.StatusCode == HttpStatusCode.Created) return Stored;
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return ((int)response.StatusCode, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    private static async Task<int> CountAsync(ChatServer own) => (await own.GetAsync("/attachments?page[size]=100")).Ids().Count;

    private static async Task AssertRefusedBeforeBodyAsync(ChatServer own, int length)
    {
        await using var stream = await Uploads.ConnectAsync(own.Server);
        var head = Uploads.Head(own.Server, "multipart/form-data; boundary=x", $"Content-Length: {length}") + "Expect: 100-continue\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);

        var answer = await Uploads.ReadAnswerAsync(stream);

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"quota_exceeded\"", answer, StringComparison.Ordinal);
    }
}

public sealed class SqliteQuotaTests(SqliteChatServer chat) : QuotaTests(chat), IClassFixture<SqliteChatServer>;

public sealed class PostgresQuotaTests(PostgresChatServer chat) : QuotaTests(chat), IClassFixture<PostgresChatServer>;
