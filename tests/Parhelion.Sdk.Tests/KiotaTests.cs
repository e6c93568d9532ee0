using System.Diagnostics;
using Parhelion.Server.Tests;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Sdk.Tests;

/// <summary>A client in C# that Kiota generates from the OpenAPI document. It is always generated. With <c>PARHELION_TEST_ALL=1</c> it is also built, with packages from
/// NuGet, and calls the server.</summary>
public sealed class KiotaTests : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.Kiota.Http.HttpClientLibrary" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Form" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Json" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Multipart" Version="2.1.6" />
            <PackageReference Include="Microsoft.Kiota.Serialization.Text" Version="2.1.6" />
          </ItemGroup>
        </Project>
        """;

    // Creates a user, finds it, is refused, uploads a file, and lists the attachments.
    private const string Program = """
        using System.Net.Http.Headers;
        using System.Text;
        using Generated;
        using Generated.Models;
        using Generated.V2.Apps.Item.Attachments;
        using Microsoft.Kiota.Abstractions;
        using Microsoft.Kiota.Abstractions.Authentication;
        using Microsoft.Kiota.Http.HttpClientLibrary;

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes(args[1]));
        var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) } };
        var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider(), httpClient: http);
        var client = new ApiClient(adapter);
        adapter.BaseUrl = args[0];
        var app = client.V2.Apps[args[2]];
        await app.Users.PostAsync(new UserCreateBody { ExternalId = "kiota", Profile = new Profile { GivenName = "Ada" } });
        Console.WriteLine((await app.Users["kiota"].GetAsync())!.User!.ExternalId);
        try
        {
            await app.Users.PostAsync(new UserCreateBody { ExternalId = "kiota" });
        }
        catch (ErrorResponse e)
        {
            Console.WriteLine($"{e.ResponseStatusCode} {e.Errors![0].Title}");
        }

        var form = new MultipartBody();
        form.AddOrReplacePart("source", "text/plain", Encoding.UTF8.GetBytes("hello"), "a.txt");
        await app.Attachments.PostAsync(form, request => request.QueryParameters.AccessAsPostAccessQueryParameterType = PostAccessQueryParameterType.Public);
        Console.WriteLine((await app.Attachments.GetAsync(request => request.QueryParameters.Pagesize = 10))!.Attachments![0].FileName);
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-kiota-").FullName;
    private ParhelionServer server = null!;

    public async ValueTask InitializeAsync() => server = await ParhelionServer.StartAsync(
        options => options.Settings["PublicBaseUrl"] = "https://chat.example.org", TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Client_is_generated_and_works()
    {
        var document = Path.Combine(directory, "v2.json");
        using var client = server.CreateAnonymousClient();
        client.BaseAddress = Listening.UrlOf(server);
        await File.WriteAllBytesAsync(document, await client.GetByteArrayAsync("/openapi/v2.json", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        var generated = await DotnetAsync(Repository.Root, "kiota", "generate", "-l", "CSharp", "-d", document, "-o", Path.Combine(directory, "Generated"), "-n", "Generated", "-c", "ApiClient");
        if (generated.Output.Contains("dotnet tool restore", StringComparison.Ordinal)) Engines.Missing("Kiota is not installed; eng/engines.sh installs it.");
        Assert.True(generated.ExitCode == 0, generated.Output);
        Assert.True(!generated.Output.Contains("warn:", StringComparison.Ordinal), generated.Output);
        Assert.True(File.Exists(Path.Combine(directory, "Generated", "ApiClient.cs")), generated.Output);

        if (!Sampling.IsWhole) return;
        await File.WriteAllTextAsync(Path.Combine(directory, "Program.cs"), Program, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "Client.csproj"), Project, TestContext.Current.CancellationToken);
        var built = await DotnetAsync(directory, "build", "-v", "q", "-nologo", "-o", Path.Combine(directory, "out"));
        Assert.True(built.ExitCode == 0, built.Output);
        var ran = await DotnetAsync(directory, Path.Combine(directory, "out", "Client.dll"), Listening.UrlOf(server).GetLeftPart(UriPartial.Authority), $"{server.AppKeyId}:{server.AppKeySecret}", server.AppId);
        Assert.Equal(["kiota", "409 User already exists", "a.txt"], ran.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<(int ExitCode, string Output)> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // It is to speak to nobody, and to leave no process behind.
        foreach (var name in (string[])["KIOTA_OFFLINE_ENABLED", "KIOTA_CLI_TELEMETRY_OPTOUT", "DOTNET_CLI_TELEMETRY_OPTOUT"]) start.Environment[name] = "true";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (exitCode, output, errors) = await process.ReadToEndAsync();
        return (exitCode, output + errors);
    }
}
