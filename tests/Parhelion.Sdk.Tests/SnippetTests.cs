using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>The programs that the console shows work as they are pasted.</summary>
public sealed partial class SnippetTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("parhelion-snippet-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(Repository.Root, "tests", "samples", "sample.png"), Path.Combine(folder, "picture.png"));
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Sdk.Versions), MemberType = typeof(Sdk))]
    public async Task Program_for_JavaScript_uploads_and_deletes(string version)
    {
        Engines.Require("node");
        var program = (await ProgramAsync("JavaScript")).Replace("'sunshine-conversations-client'", $"'{version}'", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "program.js"), program, TestContext.Current.CancellationToken);

        var output = await RunAsync("node", "program.js");

        Assert.Equal(404, await StatusAsync(output.Trim()));
    }

    [Fact]
    public async Task Program_for_curl_uploads_and_the_line_below_it_deletes()
    {
        var program = await ProgramAsync("curl");

        var output = await RunAsync("bash", "-c", program);
        var mediaUrl = MediaUrl().Match(output).Groups["url"].Value;
        Assert.Equal(200, await StatusAsync(mediaUrl));
        await RunAsync("bash", "-c", $"MEDIA_URL='{mediaUrl}'\n{program.Replace("# curl", "curl", StringComparison.Ordinal)}");

        Assert.Equal(404, await StatusAsync(mediaUrl));
    }

    // Of the page of a new key, which is the only one with the secret.
    private async Task<string> ProgramAsync(string language)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        async Task<string> PostAsync(string path, params (string Name, string Value)[] fields)
        {
            using var response = await client.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), TestContext.Current.CancellationToken);
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        await PostAsync("/console/sign-in", ("keyId", server.AccountKeyId), ("secret", server.AccountKeySecret));
        var page = $"/console/apps/{server.AppId}/settings";
        var token = FormToken().Match(await client.GetStringAsync(page, TestContext.Current.CancellationToken)).Groups["token"].Value;
        var html = await PostAsync($"{page}/keys", ("formToken", token), ("displayName", "Snippet"));
        return WebUtility.HtmlDecode(Regex.Match(html, $"<summary>{language}</summary>.*?<code>(?<text>.*?)</code>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["text"].Value);
    }

    private async Task<string> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = Path.Combine(Repository.Root, "tests", "Parhelion.Sdk.Tests", "npm", "node_modules");
        using var process = Process.Start(start)!;
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        Assert.True(exitCode == 0, errors);
        return output;
    }

    private async Task<int> StatusAsync(string url)
    {
        using var client = server.CreateAnonymousClient();
        using var response = await client.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    [GeneratedRegex("name=\"formToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormToken();

    [GeneratedRegex("\"mediaUrl\":\"(?<url>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaUrl();
}
