using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Parhelion.Cli.Tests;

/// <summary>A server that answers as a test says, and remembers what it was asked.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication host;

    private FakeServer(WebApplication host) => this.host = host;

    public string Url => host.Urls.First();

    /// <summary>The method and the target of each request, and its body after a line break.</summary>
    public List<string> Requests { get; } = [];

    public static async Task<FakeServer> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new FakeServer(builder.Build());
        server.host.Run(async http =>
        {
            var target = $"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}";
            if (http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
            {
                using var reader = new StreamReader(http.Request.Body);
                target += $"\n{await reader.ReadToEndAsync()}";
            }

            lock (server.Requests) server.Requests.Add(target);
            await answer(http);
        });
        await server.host.StartAsync();
        return server;
    }

    /// <summary>Answers with JSON.</summary>
    public static Task JsonAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }

    /// <summary>Lets the program talk to this server.</summary>
    public void Introduce(Tool tool)
    {
        tool.Environment["PARHELION_HOST"] = Url;
        tool.Environment["PARHELION_APP_ID"] = "a1";
        tool.Environment["PARHELION_KEY_ID"] = "app_1";
        tool.Environment["PARHELION_KEY_SECRET"] = "secret";
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
