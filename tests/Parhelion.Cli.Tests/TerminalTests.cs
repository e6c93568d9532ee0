using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Parhelion.Tests;

namespace Parhelion.Cli.Tests;

/// <summary>The tool in a real terminal.</summary>
public sealed partial class TerminalTests : IAsyncLifetime
{
    private const int Size = 30_000_000;
    private const int Pieces = 60;

    private readonly Tool tool = new();
    private readonly SemaphoreSlim gate = new(0);
    private FakeServer server = null!;

    public async ValueTask InitializeAsync()
    {
        Engines.Require("tmux");
        server = await FakeServer.StartAsync(AnswerAsync);
        server.Introduce(tool);
    }

    public async ValueTask DisposeAsync()
    {
        gate.Release(10_000);
        await server.DisposeAsync();
        tool.Dispose();
        gate.Dispose();
    }

    // A captured stdout says nothing about stderr, which is still the terminal.
    [Theory]
    [InlineData("{0} upload film.mp4", "https://files.example.net/film.mp4")]
    [InlineData("url=$({0} upload film.mp4); echo \"captured $url\"", "captured https://files.example.net/film.mp4")]
    [InlineData("{0} upload film.mp4 | sed 's/^/piped /'", "piped https://files.example.net/film.mp4")]
    public async Task The_bar_moves_with_what_the_server_has_received(string command, string result)
    {
        await using (var film = File.Create(tool.PathOf("film.mp4"))) film.SetLength(Size);

        using var screen = new TerminalScreen(tool, string.Format(CultureInfo.InvariantCulture, command, Tool.Program));
        List<int> seen = [];
        var line = "";
        await screen.WaitForAsync(text =>
        {
            // The server takes another piece each time that somebody looks.
            gate.Release();
            if (Moving().Match(text) is { Success: true } moving) line = moving.Value;
            if (Percent().Match(text) is { Success: true } match) seen.Add(int.Parse(match.Groups["percent"].Value, CultureInfo.InvariantCulture));
            return text.Contains(result, StringComparison.Ordinal);
        });

        Assert.True(seen.Where(percent => percent is > 0 and < 100).Distinct().Count() > 3, $"The bar stood at {string.Join(", ", seen)}.");
        Assert.Equal(seen.Order(), seen);
        Assert.NotEmpty(line);
    }

    [Fact]
    public async Task Results_and_errors_stand_on_lines_of_their_own_above_the_bars()
    {
        foreach (var name in (string[])["a.png", "bad.png", "b.png"]) await File.WriteAllTextAsync(tool.PathOf(name), "x");
        await using (var film = File.Create(tool.PathOf("film.mp4"))) film.SetLength(Size);

        using var screen = new TerminalScreen(tool, $"{Tool.Program} upload a.png bad.png b.png film.mp4");
        var text = await screen.WaitForAsync(shown => shown.Contains("net/b.png", StringComparison.Ordinal) && shown.Contains("film.mp4 ", StringComparison.Ordinal));

        var lines = text.Split('\n').Select(line => line.TrimEnd()).ToList();
        int[] places =
        [
            lines.IndexOf("https://files.example.net/a.png"), lines.IndexOf("parhelion: bad.png: 415 No"), lines.IndexOf("https://files.example.net/b.png"),
            lines.FindIndex(line => line.StartsWith("film.mp4 ━", StringComparison.Ordinal)),
        ];
        Assert.True(places.All(place => place >= 0) && places.Order().SequenceEqual(places), text);

        gate.Release(10_000);
        text = await screen.WaitForAsync(shown => shown.Contains("3 files, 30.0 MB in ", StringComparison.Ordinal));
        Assert.DoesNotContain('━', text);
        Assert.Contains("; 1 failed", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_aligns_its_columns()
    {
        using var screen = new TerminalScreen(tool, $"{Tool.Program} doctor");
        var text = await screen.WaitForAsync(shown => shown.Contains("FAIL", StringComparison.Ordinal));

        Assert.Contains("ok    settings     http://", text, StringComparison.Ordinal);
        Assert.Contains("FAIL  host         A server responds", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_breaks_no_cell()
    {
        using var screen = new TerminalScreen(tool, $"{Tool.Program} ls attachments --columns id,name,url");
        var text = await screen.WaitForAsync(shown => shown.Contains("2 entries", StringComparison.Ordinal));

        Assert.StartsWith($"id  name    url\n1   名.png  https://files.example.net/{new string('u', 80)}\n22  名.png  https://", text, StringComparison.Ordinal);
    }

    // Beyond 1 MiB a response is printed as it is, but its control characters never.
    [Fact]
    public async Task A_response_is_indented_up_to_a_bound()
    {
        using (var small = new TerminalScreen(tool, $"{Tool.Program} api GET small"))
        {
            Assert.StartsWith("{\n  \"a\": {\n    \"b\": 1\n", await small.WaitForAsync(shown => shown.Contains("\n}", StringComparison.Ordinal)), StringComparison.Ordinal);
        }

        using var large = new TerminalScreen(tool, $"{Tool.Program} api GET large");
        await large.WaitForAsync(shown => shown.Contains("x [2J,end\"}", StringComparison.Ordinal));
    }

    // Takes a piece of a film at each release of the gate, and all of any other file.
    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value!.EndsWith("/attachments", StringComparison.Ordinal) && http.Request.Method == "GET")
        {
            const string Rest = """
                "fileName":"名.png","mediaType":"image/png","size":1,"sha256":"ab","access":"public","createdAt":"2026-05-01T00:00:00.000Z"
                """;
            var items = string.Join(',', ((string[])["1", "22"]).Select(id => $$"""{"id":"{{id}}","mediaUrl":"https://files.example.net/{{new string('u', 80)}}",{{Rest}}}"""));
            await FakeServer.JsonAsync(http, 200, $$$"""{"attachments":[{{{items}}}],"meta":{"hasMore":false}}""");
            return;
        }

        if (http.Request.Path.Value!.EndsWith("/small", StringComparison.Ordinal))
        {
            await FakeServer.JsonAsync(http, 200, """{"a":{"b":1}}""");
            return;
        }

        if (http.Request.Path.Value!.EndsWith("/large", StringComparison.Ordinal))
        {
            await FakeServer.JsonAsync(http, 200, $"{{\"a\":\"{new string('x', 1_200_000)}\u001b[2J,end\"}}");
            return;
        }

        if (http.Request.Method != "POST")
        {
            http.Response.StatusCode = 404;
            return;
        }

        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var buffer = new byte[Size / Pieces];
        var name = "film.mp4";
        for (var piece = 0; piece < Pieces; piece++)
        {
            if (http.Request.ContentLength > Size) Assert.True(await gate.WaitAsync(TimeSpan.FromSeconds(60)));
            var count = await http.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            if (piece == 0 && http.Request.ContentLength < Size) name = Name().Match(System.Text.Encoding.Latin1.GetString(buffer, 0, count)).Groups["name"].Value;
        }

        await http.Request.Body.CopyToAsync(Stream.Null);
        if (name == "bad.png") await FakeServer.JsonAsync(http, 415, """{"errors":[{"code":"unsupported_media_type","title":"No"}]}""");
        else await FakeServer.JsonAsync(http, 201, $$$"""{"attachment":{"mediaUrl":"https://files.example.net/{{{name}}}","mediaType":"video/mp4"}}""");
    }

    // Name, bar, part, bytes of all bytes, speed, time left.
    [GeneratedRegex(@"film\.mp4 \S+ +\d+% +[\d.]+/30\.0 MB [\d.]+ MB/s \d\d:\d\d:\d\d", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Moving();

    [GeneratedRegex(@"(?<percent>\d+)%", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Percent();

    [GeneratedRegex("filename=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
