using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Tests.Wire;

/// <summary>Whoever sends faults gets back a few of them: an answer that refuses is small, and cheap to make.</summary>
public sealed class ErrorBoundTests(SqliteChatServer chat) : IClassFixture<SqliteChatServer>
{
    private const int MostBytes = 36_000;

    public static TheoryData<string> FaultyContents { get; } = new()
    {
        $$"""{"type":"text","text":"x","actions":[{{string.Join(',', Enumerable.Repeat("{}", 32_000))}}]}""",
        $$"""{"type":"carousel","items":[{{string.Join(',', Enumerable.Repeat("{\"actions\":[{},{},{}]}", 10))}}]}""",
        $$$"""{"type":"text","text":"x","actions":[{"type":"link","text":"x","uri":"https://x.example","metadata":{{{{string.Join(',', Enumerable.Range(0, 6_000).Select(i => $"\"\\u0001{i}\":[]"))}}} }}]}""",
    };

    [Theory]
    [MemberData(nameof(FaultyContents))]
    public async Task Faults_of_a_body_are_listed_up_to_twenty(string content)
    {
        var reply = await chat.PostContentAsync(await chat.GroupAsync(), content);

        Assert.Equal(400, reply.Status);
        Assert.True(reply.Titles.Count() == 21, reply.Body);
        Assert.Equal("There are more errors than these 20. Correct these first", reply.Titles.Last());
        Assert.InRange(Encoding.UTF8.GetByteCount(reply.Body), 1, MostBytes);
    }

    public static TheoryData<string, string> Quoting { get; } = new()
    {
        { "/attachments/remove", $$"""{"mediaUrl":"https://elsewhere.example/{{new string('<', 90_000)}}"}""" },
        { "/attachments/remove", $$"""{"mediaUrl":"https://elsewhere.example/{{string.Concat(Enumerable.Repeat("\\u0001", 15_000))}}"}""" },
        { "/integrations", $$"""{"type":"custom","webhooks":[{"target":"https://example.org","triggers":["{{new string('\'', 90_000)}}"]}]}""" },
        { "/users", $$$"""{"metadata":{"{{{string.Concat(Enumerable.Repeat("\U0001F600", 20_000))}}}":[]}}""" },
        { "/users", $$$"""{"a":{"{{{new string('x', 90_000)}}}":["\ud800"]}}""" },
    };

    [Theory]
    [MemberData(nameof(Quoting))]
    public async Task What_a_title_quotes_is_cut(string path, string body)
    {
        var reply = await chat.PostAsync(path, body);

        Assert.Equal(400, reply.Status);
        Assert.All(reply.Titles, title => Assert.InRange(title.Length, 1, ErrorResponseLimits.TitleLength + 1));
        Assert.InRange(Encoding.UTF8.GetByteCount(reply.Body), 1, MostBytes);
        Assert.DoesNotContain('\u0001', reply.Titles.Last());
    }

    [Fact]
    public async Task Titles_are_not_escaped_without_need() =>
        Assert.Contains("'mediaUrl'", (await chat.PostAsync("/attachments/remove", "{}")).Body, StringComparison.Ordinal);

    [Fact]
    public void Names_above_many_values_cost_nothing()
    {
        // Twelve names of 4,000 characters one in the other, and 6,000 texts at the bottom.
        var names = Enumerable.Range(0, 12).Select(i => new string((char)('a' + i), 4000)).ToList();
        var json = string.Concat(names.Select(name => $"{{\"{name}\":")) + $"[{string.Join(',', Enumerable.Repeat("\"\\u0041\"", 6000))}]" + new string('}', names.Count);
        using var document = JsonDocument.Parse(json);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SurrogatePairValidation.Check(document.RootElement);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public async Task Fields_that_the_api_does_not_know_are_kept_up_to_a_bound()
    {
        var group = await chat.GroupAsync();
        var kept = await chat.PostContentAsync(group, $$$"""{"type":"text","text":"x","future":{"a":["{{{new string('x', 4000)}}}"]}}""");
        var refused = await chat.PostContentAsync(group, $$"""{"type":"text","text":"x","actions":[{"type":"link","text":"x","uri":"u","future":"{{new string('x', 4100)}}"}]}""");

        Assert.Equal(201, kept.Status);
        Assert.Equal(4000, kept.Json.GetProperty("messages")[0].GetProperty("content").GetProperty("future").GetProperty("a")[0].GetString()!.Length);
        refused.IsBad("'content' should have at most 4096 bytes in fields that the API does not know");
    }

    // Each character has three bytes in UTF-8. The value is one more byte.
    [Fact]
    public async Task Names_that_the_api_does_not_know_count_in_bytes()
    {
        var group = await chat.GroupAsync();
        var longest = new string('\u65E5', 1365);
        var kept = await chat.PostContentAsync(group, $$"""{"type":"text","text":"x","{{longest}}":1}""");
        var refused = await chat.PostContentAsync(group, $$"""{"type":"text","text":"x","{{longest}}":12}""");
        var escaped = await chat.PostContentAsync(group, $$"""{"type":"text","text":"x","{{string.Concat(Enumerable.Repeat("\\u65e5", 1366))}}":1}""");

        Assert.Equal(201, kept.Status);
        Assert.Equal(1, kept.Json.GetProperty("messages")[0].GetProperty("content").GetProperty(longest).GetInt32());
        refused.IsBad("'content' should have at most 4096 bytes in fields that the API does not know");
        escaped.IsBad("'content' should have at most 4096 bytes in fields that the API does not know");
    }
}
