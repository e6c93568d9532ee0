using System.Text;
using Parhelion.Server.Tests.Lifecycle;
using Parhelion.Server.Tests.Private;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Spellings;

/// <summary>Behind four real caches nobody can put an answer under the URL of another file, however the request is spelled.</summary>
public sealed class SpellingCacheTests
{
    private const int Urls = 100;
    private const int Connections = 8;

    // More on request: SPELLINGS=1000000.
    private static readonly int Targets = int.TryParse(Environment.GetEnvironmentVariable("SPELLINGS"), out var asked) ? asked : Sampling.Times(2500, 10_000);

    [Theory]
    [InlineData("nginx-cache.sh")]
    [InlineData("varnish.sh")]
    [InlineData("haproxy-cache.sh")]
    [InlineData("apache-cache.sh")]
    public async Task No_url_is_answered_with_what_is_not_its_own(string script)
    {
        SharedCache.Require(script);
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Durability"] = "Os", TestContext.Current.CancellationToken);
        await using var cache = await SharedCache.StartAsync(script, server.Url);
        var files = await UploadAsync(server);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        // Some are kept before the storm, the others come to be kept in it.
        foreach (var file in files.Take(Urls / 2)) await CheckAsync(cache, file);

        var answered = await StormAsync(cache, new SpellingGenerator([.. files.Select(file => file.Path)], seed));

        foreach (var file in files) await CheckAsync(cache, file);
        // The check of the test: it reached the server, and the cache is one.
        Assert.True(answered > Targets / 4, $"Only {answered} of {Targets} targets were answered with 200, 308 or 404.");
        await using var connection = new RawConnection(cache.Url);
        var shown = files.First(file => file.Content is not null).Path;
        var (first, second) = (await connection.GetAsync(shown), await connection.GetAsync(shown));
        Assert.Equal(first.Field("X-Request-Id"), second.Field("X-Request-Id"));
    }

    // A third is private, a third deleted: strangers get neither.
    private static async Task<List<SpelledFile>> UploadAsync(ParhelionServer server)
    {
        var files = new List<SpelledFile>();
        var chat = Chat.Of(server);
        var app = PrivateApp.Of(server);
        string[] names = ["a.txt", "Ä b.txt", "x%2f..%2fy.txt", "..a.txt", "a+b(1).txt", "A.TXT"];
        for (var i = 0; i < Urls; i++)
        {
            var content = $"content of {i};";
            var url = i % 3 == 1 ? await app.UploadAsync() : await Uploads.UploadAsync(server, Encoding.ASCII.GetBytes(content), names[i % names.Length]);
            if (i % 3 == 2) await chat.RemoveAsync(url);
            files.Add(new SpelledFile(new Uri(url).AbsolutePath, i % 3 == 0 ? content : null));
        }

        app.Dispose();
        return files;
    }

    private static async Task<int> StormAsync(SharedCache cache, SpellingGenerator generator)
    {
        var answered = 0;
        var left = Targets;
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            await using var connection = new RawConnection(cache.Url);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                string target;
                lock (gate) target = generator.Next();
                var answer = await connection.GetAsync(target);
                if (answer.Status is 200 or 308 or 404) Interlocked.Increment(ref answered);
            }
        }));
        return answered;
    }

    private static async Task CheckAsync(SharedCache cache, SpelledFile file)
    {
        await using var connection = new RawConnection(cache.Url);
        for (var round = 0; round < 2; round++)
        {
            var answer = await connection.GetAsync(file.Path);
            if (file.Content is null) Assert.True(answer.Status is 404 or 401, $"{file.Path}: {answer.Status} {answer.Body}");
            else Assert.True(answer.Status == 200 && answer.Body == file.Content, $"{file.Path}: {answer.Status} {answer.Body}");
        }
    }

    /// <param name="Path">The path of its media URL.</param>
    /// <param name="Content">What everybody gets; <c>null</c>: nobody gets anything without credentials.</param>
    private sealed record SpelledFile(string Path, string? Content);
}
