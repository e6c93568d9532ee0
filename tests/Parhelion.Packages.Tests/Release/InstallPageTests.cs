using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parhelion.Packages.Tests.Ephemeral;
using Parhelion.Packages.Tests.Packages;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Release;

/// <summary>The lines of docs/install.md lead to a server or to the command line, each in an empty folder, with registries that have our packages and nothing else.</summary>
[Collection(nameof(PackageFeed))]
public sealed partial class InstallPageTests(PackageFeed feed)
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "install.md"));

    /// <summary>The commands of the table that start a server. The packages of Debian and the container have tests of their own (<c>DebianTests</c>, <c>ImageTests</c>).</summary>
    public static TheoryData<string> Commands => [.. CommandsOf(Page[..CliSection])];

    /// <summary>The commands of the table that install the command line.</summary>
    public static TheoryData<string> CliCommands => [.. CommandsOf(Page[CliSection..Page.IndexOf("## Systems", StringComparison.Ordinal)])];

    private static int CliSection => Page.IndexOf("## The command line", StringComparison.Ordinal);

    [Fact]
    public void The_tables_have_each_way()
    {
        string[] starts = ["npx ", "dnx ", "pip ", "tar "];
        string[] cliStarts = ["dotnet tool ", "tar "];
        Assert.All(starts, start => Assert.Single(Commands, row => row.Data.StartsWith(start, StringComparison.Ordinal)));
        Assert.All(cliStarts, start => Assert.Single(CliCommands, row => row.Data.StartsWith(start, StringComparison.Ordinal)));
        Assert.Contains("`podman load --input parhelion-*-linux-x64.oci.tar && podman run ", Page, StringComparison.Ordinal);
        Assert.Contains("`apt install ./parhelion_*_amd64.deb`", Page, StringComparison.Ordinal);
        Assert.Contains("`apt install ./parhelion-cli_*_amd64.deb`", Page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_line_leads_to_a_first_upload(string command)
    {
        var release = await feed.ReleaseAsync();
        await using var registry = await NpmRegistry.StartAsync(release);
        var folder = feed.NewFolder($"install-{command[..3]}");
        // What a browser would have downloaded.
        foreach (var file in Directory.EnumerateFiles(release, "*.tar.gz")) File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        // pip is that of an environment of its own; dnx is in the folder of .NET, which distributions leave out of the path.
        var path = command.StartsWith("pip ", StringComparison.Ordinal) ? await feed.PythonAsync() : Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

        var clock = Stopwatch.StartNew();
        using var server = EphemeralProcess.Run(
            ["bash", "-c", command], folder, ("PATH", $"{path}:{Environment.GetEnvironmentVariable("PATH")}"), ("ASPNETCORE_URLS", "http://127.0.0.1:0"),
            ("npm_config_registry", registry.Url), ("npm_config_cache", Path.Combine(folder, "npm-cache")), ("npm_config_yes", "true"),
            ("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", release), ("DOTNET_NOLOGO", "1"));
        var url = await ListeningAsync(server);
        var media = await UploadAsync(url, await File.ReadAllTextAsync(Path.Combine(folder, "parhelion-data", "credentials.json"), TestContext.Current.CancellationToken));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command}: the first upload after {clock.Elapsed.TotalSeconds:0.0} s"));
        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(media, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(CliCommands))]
    public async Task A_line_leads_to_the_command_line(string command)
    {
        var folder = feed.NewFolder($"install-cli-{command[..3]}");
        foreach (var file in Directory.EnumerateFiles(await feed.ReleaseAsync(), "*.tar.gz")) File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(file)), file);
        await File.WriteAllTextAsync(Path.Combine(folder, "note.txt"), "hello", TestContext.Current.CancellationToken);
        await using var server = await ParhelionServer.StartAsync();
        // Tools are below the folder of the user, an archive is unpacked where it is.
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_CLI_HOME"] = folder,
            ["PARHELION_HOST"] = server.Url.AbsoluteUri,
            ["PARHELION_APP_ID"] = server.AppId,
            ["PARHELION_KEY_ID"] = server.AppKeyId,
            ["PARHELION_KEY_SECRET"] = server.AppKeySecret,
        };

        await feed.RunAsync(folder, environment, "bash", "-c", command);
        var url = await feed.RunAsync(folder, environment, "bash", "-c", "$(ls .dotnet/tools/parhelion parhelion-cli-*/parhelion 2>/dev/null) upload note.txt");

        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(url.Trim(), TestContext.Current.CancellationToken));
    }

    private static IEnumerable<string> CommandsOf(string part) =>
        Rows().Matches(part).Select(row => row.Groups["command"].Value).Where(command => command.Split(' ')[0] is not ("apt" or "podman"));

    private static async Task<Uri> ListeningAsync(EphemeralProcess server)
    {
        var errors = server.Process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await server.Process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match) return new Uri(match.Groups["url"].Value);
        }

        throw new InvalidOperationException($"The server does not listen: {await errors}");
    }

    private static async Task<string> UploadAsync(Uri url, string credentials)
    {
        using var json = JsonDocument.Parse(credentials);
        var app = json.RootElement.GetProperty("app");
        using var client = new HttpClient { BaseAddress = url };
        var key = Encoding.UTF8.GetBytes($"{app.GetProperty("keyId").GetString()}:{app.GetProperty("secret").GetString()}");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(key));
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "source", "note.txt" } };
        using var response = await client.PostAsync($"/v2/apps/{json.RootElement.GetProperty("appId").GetString()}/attachments?access=public", form, TestContext.Current.CancellationToken);
        using var body = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return body.RootElement.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }

    // | way | `command` | …
    [GeneratedRegex(@"^\|[^|]+\| `(?<command>[^`]+)` \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();

    [GeneratedRegex(@"Parhelion listens on (?<url>http://\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
