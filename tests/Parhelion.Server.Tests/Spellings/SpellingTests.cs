using Parhelion.Testing;

namespace Parhelion.Server.Tests.Spellings;

/// <summary>A media URL has one spelling, byte for byte. Whatever else is asked for is no media URL, or another spelling of one.</summary>
public sealed class SpellingTests : IAsyncLifetime
{
    // Every kind of character that a name can have.
    private const string Name = "Ä'b (1)+~.txt";
    private const string Spelled = "%C3%84%27b%20%281%29%2B~.txt";

    private ParhelionServer server = null!;
    private RawConnection connection = null!;
    private string path = null!;
    private string other = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        connection = new RawConnection(server.Url);
        path = new Uri(await Uploads.UploadAsync(server, "here"u8.ToArray(), Name)).AbsolutePath;
        other = new Uri(await Uploads.UploadAsync(server, "other"u8.ToArray(), "e.txt")).AbsolutePath;
        Assert.EndsWith("/" + Spelled, path, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await server.DisposeAsync();
    }

    private string Folder => path[..path.LastIndexOf('/')];

    [Fact]
    public async Task Its_own_spelling_is_answered_with_the_file()
    {
        // As often as it takes until it is answered out of memory.
        for (var round = 0; round < 6; round++)
        {
            var answer = await connection.GetAsync(path);
            Assert.Equal((200, "here"), (answer.Status, answer.Body));
        }

        var absolute = await connection.GetAsync(server.Url.GetLeftPart(UriPartial.Authority) + path);
        Assert.Equal((200, "here"), (absolute.Status, absolute.Body));
    }

    [Theory]
    [InlineData("%c3%84%27b%20%281%29%2B~.txt")]
    [InlineData("%C3%84'b%20(1)+~.txt")]
    [InlineData("%C3%84%27b%20%281%29%2B%7E%2Etxt")]
    [InlineData("%c3%84%27%62%20%281%29%2b~.t%78t")]
    public async Task Another_spelling_of_its_name_is_sent_to_its_own_and_kept_by_nobody(string name)
    {
        foreach (var query in (string[])["", "?expires=1&key=x&signature=y"])
        {
            var answer = await connection.GetAsync($"{Folder}/{name}{query}");

            Assert.Equal((308, Spelled + query, "no-store"), (answer.Status, answer.Field("Location"), answer.Field("Cache-Control")));
        }

        // The same for what is not there.
        var nothing = await connection.GetAsync($"{Folder[..^1]}-/{name}");
        Assert.Equal((308, Spelled), (nothing.Status, nothing.Field("Location")));
    }

    [Theory]
    [InlineData("{path}#")]
    [InlineData("{path}#/../../../..{other}")]
    [InlineData("{path}/../../../..{other}")]
    [InlineData("{path}%23")]
    [InlineData("{path}?")]
    [InlineData("{path}?x")]
    [InlineData("{path}?download=1")]
    [InlineData("{path}?x#y")]
    [InlineData("{path}/")]
    [InlineData("{path}%00")]
    [InlineData("{path}%0d%0aX-A:%20b")]
    [InlineData("{path}%")]
    [InlineData("{path}%2")]
    [InlineData("{path}%zz")]
    [InlineData("{path}%c0%af")]
    [InlineData("{path}%ff")]
    [InlineData("{folder}//" + Spelled)]
    [InlineData("{folder}/./" + Spelled)]
    [InlineData("{folder}/%2e/" + Spelled)]
    [InlineData("{folder}%2f" + Spelled)]
    [InlineData("{folder}/x%2f..%2f" + Spelled)]
    [InlineData("{folder}/x/../" + Spelled)]
    [InlineData("{folder}/x/%2e%2e/" + Spelled)]
    [InlineData("/{path}")]
    [InlineData("/.{path}")]
    [InlineData("/x/..{path}")]
    [InlineData("/%61pps{rest}")]
    [InlineData("/v2/..{path}")]
    [InlineData("/apps/../v2/apps")]
    [InlineData("http://other.example{path}")]
    [InlineData("http://other.example:80{path}")]
    [InlineData("{folder}/x%2f..%2f..%2f{other}")]
    public async Task What_is_no_media_url_is_404_and_kept_by_nobody(string target)
    {
        target = target.Replace("{path}", path, StringComparison.Ordinal).Replace("{folder}", Folder, StringComparison.Ordinal)
            .Replace("{other}", other, StringComparison.Ordinal).Replace("{rest}", path["/apps".Length..], StringComparison.Ordinal);
        var host = target.StartsWith("http:", StringComparison.Ordinal) ? new Uri(target).Authority : null;
        // What is in memory is found no sooner.
        for (var round = 0; round < 6; round++) await connection.GetAsync(path);

        var answer = await connection.GetAsync(target, host);

        Assert.DoesNotContain("here", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("other", answer.Body, StringComparison.Ordinal);
        Assert.Contains(answer.Status, (int[])[404, 400]);
        if (answer.Status == 404) Assert.Equal("no-store", answer.Field("Cache-Control"));
    }
}
