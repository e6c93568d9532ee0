using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Private;

/// <summary>Somebody's chat on an origin of its own: a page with the script of docs/private-attachments.md, and the backend behind it.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    private readonly WebApplication server;

    private ChatPage(WebApplication server) => this.server = server;

    /// <summary>Its origin, by a name that is another site than 127.0.0.1.</summary>
    public string Origin => server.Urls.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    /// <summary>The same page under the name that the media have.</summary>
    public string OtherOrigin => server.Urls.Single();

    /// <summary>What the backend does when its page asks for a media token.</summary>
    public Func<Task<string>> TokenAsync { get; set; } = () => throw new InvalidOperationException();

    public static async Task<ChatPage> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var host = builder.Build();
        host.Urls.Add("http://127.0.0.1:0");
        var page = new ChatPage(host);
        host.MapGet("/", (HttpContext http) =>
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            return http.Response.WriteAsync($"<!doctype html><img><video muted preload=auto></video><script>{Script()}</script>");
        });
        host.MapGet("/media-token", async (HttpContext http) => await http.Response.WriteAsJsonAsync(new { token = await page.TokenAsync() }));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return page;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // The one in the documentation, letter by letter.
    private static string Script()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "private-attachments.md"));
        var begin = page.IndexOf("```js\n", StringComparison.Ordinal) + 6;
        return page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];
    }
}
