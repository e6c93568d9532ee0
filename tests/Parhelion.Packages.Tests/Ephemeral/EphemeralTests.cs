using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Parhelion.Packages.Tests.Testing;
using Parhelion.Tests;

namespace Parhelion.Packages.Tests.Ephemeral;

/// <summary>A server for the tests of another language.</summary>
public sealed class EphemeralTests
{
    [Fact]
    public async Task It_writes_one_line_of_json_serves_and_is_gone_after_sigterm()
    {
        using var server = EphemeralProcess.Start("--ephemeral", "--json", "--Parhelion:Limits:UploadBytes=1000");
        var line = await server.ReadLineAsync();

        Assert.Equal(HttpStatusCode.Created, await UploadAsync(line, TestFiles.Png));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await UploadAsync(line, TestFiles.PngOf(2000)));
        Assert.Equal(server.Process.Id, line.GetProperty("processId").GetInt32());
        var folder = line.GetProperty("dataDirectory").GetString()!;
        Assert.True(Directory.Exists(folder));

        Signal(server.Process.Id, "TERM");
        var (exitCode, output, _) = await server.Process.ReadToEndAsync();

        Assert.Equal(0, exitCode);
        Assert.Empty(output);
        Assert.False(Directory.Exists(folder));
    }

    // The parent is killed, so it cannot tell its child.
    [Fact]
    public async Task It_ends_with_its_parent()
    {
        var command = string.Join(' ', EphemeralProcess.Command.Select(word => $"'{word}'"));
        using var parent = EphemeralProcess.Run(["sh", "-c", $"{command} serve --ephemeral --json & wait"]);
        var line = await parent.ReadLineAsync();
        using var server = Process.GetProcessById(line.GetProperty("processId").GetInt32());

        Signal(parent.Process.Id, "KILL");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await server.WaitForExitAsync(deadline.Token);

        Assert.False(Directory.Exists(line.GetProperty("dataDirectory").GetString()));
    }

    [Fact]
    public async Task It_reads_no_settings_of_its_surroundings()
    {
        var folder = Directory.CreateTempSubdirectory("parhelion-cwd-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), """{"Parhelion":{"Nonsense":"x"}}""", TestContext.Current.CancellationToken);
            using var server = EphemeralProcess.Run([.. EphemeralProcess.Command, "serve", "--ephemeral", "--json"], folder, ("Parhelion__DataDirectory", folder));
            var line = await server.ReadLineAsync();

            Assert.Equal(HttpStatusCode.Created, await UploadAsync(line, TestFiles.Png));
            Assert.NotEqual(folder, line.GetProperty("dataDirectory").GetString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("--json", "--json writes secrets to stdout, so it works only with --ephemeral.")]
    [InlineData("--ephemeral --Parhelion:DataDirectory=/tmp/x", "Remove --Parhelion:DataDirectory.")]
    [InlineData("--ephemeral --jsn", "'--jsn' is not a valid argument")]
    public async Task Wrong_arguments_are_refused(string arguments, string sentence)
    {
        using var server = EphemeralProcess.Start(arguments.Split(' '));
        var (exitCode, output, errors) = await server.Process.ReadToEndAsync();

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_json_it_greets_as_usual()
    {
        using var server = EphemeralProcess.Start("--ephemeral");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await server.Process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.Contains("Parhelion listens on http://127.0.0.1:", StringComparison.Ordinal)) return;
        }

        Assert.Fail($"It does not greet: {await server.Process.StandardError.ReadToEndAsync(deadline.Token)}");
    }

    private static async Task<HttpStatusCode> UploadAsync(JsonElement line, byte[] bytes)
    {
        using var client = new HttpClient();
        var key = $"{line.GetProperty("keyId").GetString()}:{line.GetProperty("secret").GetString()}";
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)));
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", "picture.png" } };
        using var response = await client.PostAsync(
            $"{line.GetProperty("url").GetString()}/v2/apps/{line.GetProperty("appId").GetString()}/attachments?access=public", form, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static void Signal(int process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
