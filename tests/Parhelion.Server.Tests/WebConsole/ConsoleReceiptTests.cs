using Parhelion.Server.Tests.Conversations;
using Parhelion.Server.WebConsole;

namespace Parhelion.Server.Tests.WebConsole;

/// <summary>The page of the receipts.</summary>
public sealed class ConsoleReceiptTests(SqliteChatServer chat) : IClassFixture<SqliteChatServer>, IAsyncLifetime
{
    private readonly ConsoleVisitor visitor = new(chat.Server);

    private string Page => $"/console/apps/{chat.Server.AppId}/receipts";

    public async ValueTask InitializeAsync() => await visitor.SignInAsync(chat.Server.AppKeyId, chat.Server.AppKeySecret);

    public ValueTask DisposeAsync()
    {
        visitor.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_line_has_an_answer()
    {
        var (gone, live) = (await chat.UploadAsync("gone.png"), await chat.UploadAsync("live.png", "access=public"));
        await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{gone}}"}""");
        var unknown = gone.Replace("gone.png", "other.png", StringComparison.Ordinal);

        var (status, _, html) = await visitor.PostAsync(Page, await visitor.TokenOnAsync(Page), ("urls", $"{gone}\n{live}\r\n{unknown}\n=HYPERLINK(1)\n{gone}"));

        Assert.Equal(200, status);
        var rows = html.Split("<tr>")[2..];
        Assert.Equal(4, rows.Length);
        Assert.Matches("deleted;|erased", rows[0]);
        Assert.Contains(chat.Server.AppKeyId, rows[0], StringComparison.Ordinal);
        Assert.Contains("still there", rows[1], StringComparison.Ordinal);
        Assert.Contains("no receipt", rows[2], StringComparison.Ordinal);
        Assert.Contains("no media URL", rows[3], StringComparison.Ordinal);
        Assert.Contains(chat.Server.AppKeyId, (await visitor.GetAsync($"{Page}?url={Uri.EscapeDataString(gone)}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_and_all_receipts_are_there_as_csv()
    {
        var gone = await chat.UploadAsync("exported.png");
        await chat.PostAsync("/attachments/remove", $$"""{"mediaUrl":"{{gone}}"}""");

        var asked = (await visitor.PostAsync(Page, await visitor.TokenOnAsync(Page), ("urls", $"{gone}\n=1+1"), ("format", "csv"))).Body.Split("\r\n");
        var all = (await visitor.GetAsync($"{Page}/export")).Html.Split("\r\n");

        Assert.StartsWith("mediaUrl,mediaUrlHash,state", asked[0], StringComparison.Ordinal);
        Assert.StartsWith($"\"{gone}\",\"", asked[1], StringComparison.Ordinal);
        Assert.StartsWith("\"'=1+1\",\"\",\"NoMediaUrl\"", asked[2], StringComparison.Ordinal);
        Assert.Equal(asked[0], all[0]);
        Assert.Contains(asked[1][(gone.Length + 3)..].Split(',')[0], string.Concat(all), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_lines_are_refused()
    {
        var (status, _, body) = await visitor.PostAsync(Page, await visitor.TokenOnAsync(Page), ("urls", string.Join('\n', Enumerable.Range(0, 201))));

        Assert.Equal(400, status);
        Assert.Contains("At most 200 media URLs", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(1)", "\"'@SUM(1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("a\",\"=1", "\"a\"\",\"\"=1\"")]
    public void Cell_is_no_formula(string text, string expected) => Assert.Equal(expected, RemovalReceiptCsv.Cell(text));
}
