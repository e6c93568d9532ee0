using System.Globalization;
using System.Text.RegularExpressions;
using Parhelion.Packages.Tests.Ephemeral;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Packages;

/// <summary>The packages work in projects that have nothing else of ours.</summary>
[Collection(nameof(PackageFeed))]
public sealed partial class InstallTests(PackageFeed feed)
{
    private static readonly string Exact = $"/{PackageFeed.Version}";

    private static readonly string[] Xunit = ["xunit.v3/4.0.2"];

    /// <summary>The frameworks of the client that have a runtime: one of them in a sample. Native code takes a minute each, and another test compiles the
    /// sample with project references, so it is among them with PARHELION_TEST_ALL=1 only.</summary>
    public static TheoryData<string, bool> Frameworks
    {
        get
        {
            var project = File.ReadAllText(Path.Combine(Repository.Root, "src", "Parhelion.Client", "Parhelion.Client.csproj"));
            var names = FrameworkNames().Matches(project + "net10.0").Select(match => match.Value).Distinct(StringComparer.Ordinal);
            bool[] kinds = Sampling.IsWhole ? [false, true] : [false];
            return new(Sampling.Some(names, 1).SelectMany(name => kinds.Select(isNative => (name, isNative))));
        }
    }

    // A project for an older framework runs on the runtime that is there.
    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task The_client_works_in_a_console_application(string framework, bool isNative)
    {
        if (isNative) Engines.Require("clang");
        var more = isNative ? "<PropertyGroup><PublishAot>true</PublishAot></PropertyGroup>" : "";
        var project = new ProjectFile("Microsoft.NET.Sdk", "Parhelion.Client" + Exact) { Framework = framework, More = more };
        var folder = FreshProject.Create(feed, "Upload", project, $"Upload-{framework}-{(isNative ? "native" : "managed")}");
        await feed.RunAsync(folder, "dotnet", isNative ? "publish" : "build", "--configuration", "Release", "--output", "out", "--verbosity", "quiet");
        var program = Path.Combine(folder, "out", "Upload");
        Assert.NotEqual(isNative, File.Exists(program + ".dll"));

        await UploadsAsync(folder, isNative ? [program] : ["dotnet", program + ".dll"]);
    }

    [Fact]
    public async Task The_server_runs_inside_of_a_test_project()
    {
        var folder = FreshProject.Create(feed, "Shop.Tests", new ProjectFile("Microsoft.NET.Sdk", ["Parhelion.Testing" + Exact, "NSubstitute/6.1.0", .. Xunit]) { More = "<ItemGroup><Using Include=\"Xunit\" /></ItemGroup>" });
        await feed.RunAsync(folder, "dotnet", "build", "--configuration", "Release", "--output", "out", "--verbosity", "quiet");

        Assert.Matches("Total: [1-9].* Failed: 0", await feed.RunAsync(folder, "dotnet", Path.Combine("out", "Shop.Tests.dll")));
    }

    // A web application has a Program of its own. Older versions of packages that the server uses too stay what they are.
    [Fact]
    public async Task A_web_application_with_older_packages_is_tested_beside_the_server()
    {
        FreshProject.Create(
            feed, "ForwardUpload", new ProjectFile("Microsoft.NET.Sdk.Web", "Parhelion.Client" + Exact, "AWSSDK.S3/3.7.511.8", "Npgsql/8.0.9", "Microsoft.Data.Sqlite/8.0.30"));
        var folder = FreshProject.Create(feed, "ForwardUpload.Tests", new ProjectFile(
            "Microsoft.NET.Sdk", ["../ForwardUpload/ForwardUpload.csproj", "Parhelion.Testing" + Exact, "Microsoft.AspNetCore.Mvc.Testing/10.0.15", .. Xunit])
        {
            More = "<ItemGroup><Using Include=\"Xunit\" /><FrameworkReference Include=\"Microsoft.AspNetCore.App\" /></ItemGroup>",
        });
        await File.WriteAllTextAsync(Path.Combine(folder, "IsolationTests.cs"), IsolationTests);

        await feed.RunAsync(folder, "dotnet", "build", "--configuration", "Release", "--output", "out", "--verbosity", "quiet");

        Assert.Matches("Total: [1-9].* Failed: 0", await feed.RunAsync(folder, "dotnet", Path.Combine("out", "ForwardUpload.Tests.dll")));
    }

    [Fact]
    public async Task The_tools_work_together()
    {
        var folder = feed.NewFolder("tools");
        foreach (var tool in (string[])["Parhelion.Cli", "Parhelion.Server"]) await feed.RunAsync(folder, "dotnet", "tool", "install", tool, "--version", PackageFeed.Version, "--tool-path", "bin");
        using var server = EphemeralProcess.Run([Path.Combine(folder, "bin", "parhelion-server"), "serve", "--ephemeral", "--json"]);
        var line = await server.ReadLineAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "note.txt"), "hello");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PARHELION_HOST"] = line.GetProperty("url").GetString()!,
            ["PARHELION_APP_ID"] = line.GetProperty("appId").GetString()!,
            ["PARHELION_KEY_ID"] = line.GetProperty("keyId").GetString()!,
            ["PARHELION_KEY_SECRET"] = line.GetProperty("secret").GetString()!,
        };

        var url = await feed.RunAsync(folder, environment, Path.Combine(folder, "bin", "parhelion"), "upload", "note.txt");

        using var client = new HttpClient();
        Assert.Equal("hello", await client.GetStringAsync(url.Trim()));
    }

    private const string IsolationTests = """
        using System.Runtime.Loader;
        using Amazon.S3;
        using Npgsql;
        using Parhelion.Testing;

        namespace ForwardUpload.Tests;

        public sealed class IsolationTests
        {
            [Fact]
            public async Task The_versions_of_the_application_stay_what_they_are()
            {
                await using var server = await ParhelionServer.StartAsync();
                Assert.Equal(8, typeof(NpgsqlConnection).Assembly.GetName().Version!.Major);
                Assert.Equal(3, typeof(AmazonS3Client).Assembly.GetName().Version!.Major);
                Assert.Single(AssemblyLoadContext.All, context => context.Name == "Parhelion.Server");
                Assert.DoesNotContain(AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name == "Parhelion.Server");
            }

            [Fact]
            public async Task A_server_can_start_while_the_application_starts()
            {
                await using var shop = new LateFactory();
                using var browser = shop.CreateClient();
                Assert.True((await browser.GetAsync("/conversations/1")).IsSuccessStatusCode);
            }

            private sealed class LateFactory : Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactory<Program>
            {
                private readonly ParhelionFixture fixture = new();

                protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
                {
                    builder.UseSetting("Parhelion:Host", fixture.Server.Url.AbsoluteUri);
                    builder.UseSetting("Parhelion:KeyId", fixture.Server.AppKeyId);
                    builder.UseSetting("Parhelion:KeySecret", fixture.Server.AppKeySecret);
                }

                public override async ValueTask DisposeAsync()
                {
                    await base.DisposeAsync();
                    await fixture.DisposeAsync();
                }
            }
        }
        """;

    private async Task UploadsAsync(string folder, params string[] command)
    {
        await using var server = await ParhelionServer.StartAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PARHELION_HOST"] = server.Url.AbsoluteUri,
            ["PARHELION_APP_ID"] = server.AppId,
            ["PARHELION_KEY_ID"] = server.AppKeyId,
            ["PARHELION_KEY_SECRET"] = server.AppKeySecret,
        };
        var picture = Path.Combine(AppContext.BaseDirectory, "samples", "sample.png");

        var output = await feed.RunAsync(folder, environment, [.. command, picture]);

        Assert.Matches(string.Create(CultureInfo.InvariantCulture, $"^image/png \\S+/sample\\.png\n{new FileInfo(picture).Length} bytes\nremoved\n$"), output);
    }

    [GeneratedRegex(@"\bnet\d+\.\d+\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrameworkNames();
}
