using System.Text.Json;
using Parhelion.Server.Tests;
using Parhelion.Testing;

namespace Parhelion.Sdk.Tests;

/// <summary>The OpenAPI document as tools of others see it: a linter, and a generator of clients.</summary>
public sealed class DescriptionTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-openapi-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    // All recommended rules, none switched off.
    [Theory]
    [InlineData("")]
    [InlineData("https://chat.example.org/")]
    public async Task Document_passes_the_recommended_rules_of_redocly(string publicBaseUrl)
    {
        var document = await SaveDocumentAsync(publicBaseUrl);

        var (_, output) = await NpmTool.RunToolAsync("redocly", "lint", document, "--extends=recommended", "--format=json");

        using var result = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        var problems = result.RootElement.GetProperty("problems").EnumerateArray().Select(problem => $"{problem.GetProperty("ruleId")}: {problem.GetProperty("message")}").ToList();
        Assert.Empty(problems);
        Assert.Equal(0, result.RootElement.GetProperty("totals").GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task Document_passes_the_rules_of_spectral()
    {
        var document = await SaveDocumentAsync("https://chat.example.org");

        var (exitCode, output) = await NpmTool.RunToolAsync("spectral", "lint", document, "--ruleset", "spectral.yaml", "--fail-severity", "hint");

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Client_that_is_generated_from_it_compiles()
    {
        var document = await SaveDocumentAsync("https://chat.example.org");
        var types = Path.Combine(directory, "parhelion.d.ts");
        var generated = await NpmTool.RunToolAsync("openapi-typescript", document, "-o", types);
        Assert.True(generated.ExitCode == 0, generated.Output);
        var program = Path.Combine(directory, "program.ts");
        await File.WriteAllTextAsync(
            program,
            """
            import type { operations, components } from "./parhelion";
            const path: operations["GetUser"]["parameters"]["path"] = { appId: "1", userIdOrExternalId: "steve" };
            const query: operations["UploadAttachment"]["parameters"]["query"] = { access: "public", for: "message" };
            type Uploaded = operations["UploadAttachment"]["responses"][201]["content"]["application/json"];
            const url = (answer: Uploaded): string => answer.attachment.mediaUrl;
            type Refused = components["schemas"]["ErrorResponse"];
            const title = (answer: Refused): string | undefined => answer.errors[0]?.title;
            export { path, query, url, title };
            """,
            TestContext.Current.CancellationToken);

        var compiled = await NpmTool.RunToolAsync("tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "--typeRoots", directory, program);

        Assert.True(compiled.ExitCode == 0, compiled.Output);
    }

    private async Task<string> SaveDocumentAsync(string publicBaseUrl)
    {
        await using var server = await ParhelionServer.StartAsync(
            options =>
            {
                if (publicBaseUrl.Length > 0) options.Settings["PublicBaseUrl"] = publicBaseUrl;
            },
            TestContext.Current.CancellationToken);
        using var client = server.CreateAnonymousClient();
        client.BaseAddress = Listening.UrlOf(server);
        var file = Path.Combine(directory, "v2.json");
        await File.WriteAllBytesAsync(file, await client.GetByteArrayAsync("/openapi/v2.json", TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        return file;
    }
}
