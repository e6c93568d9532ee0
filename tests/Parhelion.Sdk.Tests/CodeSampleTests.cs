using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>The programs that the console shows work as they are pasted. Those for Python, Ruby and Java need SDKs of registries that no test may depend on: of these, only the
/// one for Python is looked at, whether it is a program at all.</summary>
public sealed partial class CodeSampleTests : IAsyncLifetime
{
    // What a new console application has without a directive.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    // The assemblies of the client's package, and of what it depends on in this repository.
    private static readonly string[] ClientAssemblies = ["Parhelion.Client.dll", "Parhelion.Protocol.dll"];

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

    [Fact]
    public async Task Program_for_CSharp_uploads_and_deletes()
    {
        Compile(await ProgramAsync("C#"), Path.Combine(folder, "program.dll"));
        foreach (var assembly in ClientAssemblies) File.Copy(Path.Combine(AppContext.BaseDirectory, assembly), Path.Combine(folder, assembly));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "program.runtimeconfig.json"),
            $$"""{"runtimeOptions":{"framework":{"name":"Microsoft.AspNetCore.App","version":"{{Environment.Version.Major}}.0.0"},"rollForward":"LatestMinor"} }""", TestContext.Current.CancellationToken);

        var output = await RunAsync("dotnet", "program.dll");

        Assert.Equal(404, await StatusAsync(output.Trim()));
    }

    [Fact]
    public async Task Program_for_Python_can_be_read()
    {
        Engines.Require("python3");
        await File.WriteAllTextAsync(Path.Combine(folder, "program.py"), await ProgramAsync("Python"), TestContext.Current.CancellationToken);

        Assert.Equal("upload_attachment delete_attachment", (await RunAsync(
            "python3", "-c", "import ast; print(*[call.func.attr for call in ast.walk(ast.parse(open('program.py').read())) if isinstance(call, ast.Call) and 'attachment' in getattr(call.func, 'attr', '')])")).Trim());
    }

    private static void Compile(string program, string path)
    {
        var files = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Path.GetFileName(file).StartsWith("Parhelion", StringComparison.Ordinal) || ClientAssemblies.Contains(Path.GetFileName(file)));
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var result = CSharpCompilation.Create(
            "program", [CSharpSyntaxTree.ParseText(ImplicitUsings, options), CSharpSyntaxTree.ParseText(program, options)],
            files.Select(file => MetadataReference.CreateFromFile(file)), new CSharpCompilationOptions(OutputKind.ConsoleApplication)).Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
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
        var html = await PostAsync($"{page}/keys", ("formToken", token), ("displayName", "CodeSample"));
        return WebUtility.HtmlDecode(Regex.Match(html, $"<summary>{Regex.Escape(WebUtility.HtmlEncode(language))}</summary>.*?<code>(?<text>.*?)</code>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["text"].Value);
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
