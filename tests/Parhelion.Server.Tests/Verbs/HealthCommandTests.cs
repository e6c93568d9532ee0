using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Parhelion.Server.Setup;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Verbs;

/// <summary>The command <c>health</c>: it finds the server by every way to configure its addresses.</summary>
public sealed class HealthCommandTests : IDisposable
{
    private const string Host = "chat.example.org";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-health-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Server_is_found_at_each_kind_of_address()
    {
        var (plain, tls, http2, socket) = (EngineScript.FreePort(), EngineScript.FreePort(), EngineScript.FreePort(), Path.Combine(directory, "http.sock"));
        await using var server = await StartAsync(
            $"--Kestrel:Endpoints:Plain:Url=http://127.0.0.1:{plain}",
            $"--Kestrel:Endpoints:Tls:Url=https://127.0.0.1:{tls}", $"--Kestrel:Endpoints:Tls:Certificate:Path={MakeCertificate()}", "--Kestrel:Endpoints:Tls:Certificate:Password=test",
            $"--Kestrel:Endpoints:Http2:Url=http://127.0.0.1:{http2}", "--Kestrel:Endpoints:Http2:Protocols=Http2",
            $"--Kestrel:Endpoints:Socket:Url=http://unix:{socket}",
            $"--AllowedHosts=*.{Host};{Host}");

        foreach (var arguments in (string[][])
        [
            ["--urls", $"http://127.0.0.1:{plain}"],
            ["--urls", $"http://localhost:{plain}"],
            ["--urls", $"http://*:{plain}"],
            ["--urls", $"http://0.0.0.0:{plain}"],
            ["--urls", $"http://[::]:{plain}"],
            ["--urls", $"http://{Host}:{plain}"],
            ["--urls", $"https://127.0.0.1:{tls}"],
            ["--urls", $"http://unix:{socket}"],
            ["--http_ports", $"{plain}"],
            ["--https_ports", $"{tls}"],
            ["--http_ports", $"{EngineScript.FreePort()};{plain}"],
            ["--urls", $"http://127.0.0.1:0;http://127.0.0.1:{plain}"],
            [$"--Kestrel:Endpoints:One:Url=http://127.0.0.1:{http2}", "--Kestrel:Endpoints:One:Protocols=Http2"],
            [$"--Kestrel:Endpoints:One:Url=http://127.0.0.1:{http2}", "--Kestrel:EndpointDefaults:Protocols=Http2"],
            [$"--Kestrel:Endpoints:One:Url=https://+:{tls}", "--urls", "http://127.0.0.1:1"],
        ])
        {
            var run = await VerbRun.OfAsync(["health", "--ready", $"--AllowedHosts=*.{Host};{Host}", .. arguments]);

            Assert.True(run is { ExitCode: 0, Output: "", Errors: "" }, $"{string.Join(' ', arguments)}: {run}");
        }

        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Server_that_cannot_store_a_file_is_healthy_and_not_ready()
    {
        var url = $"http://127.0.0.1:{EngineScript.FreePort()}";
        await using var server = await StartAsync($"--urls={url}");
        Directory.Move(Path.Combine(directory, "staging"), Path.Combine(directory, "away"));

        // The check of the start is a second old at most.
        await Uploads.WaitAsync(async () => (await VerbRun.OfAsync(["health", "--ready", "--urls", url])).ExitCode == 1, () => "The server stays ready.");

        var run = await VerbRun.OfAsync(["health", "--ready", "--urls", url]);
        Assert.StartsWith($$"""{{url}}/readyz answers 503: {"status":"notReady",""", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await VerbRun.OfAsync(["health", "--urls", url])).ExitCode);
        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Address_without_a_server_is_named()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (mute, free, socket) = (((IPEndPoint)silent.LocalEndpoint).Port, EngineScript.FreePort(), Path.Combine(directory, "missing.sock"));

        var run = await VerbRun.OfAsync(["health", "--urls", $"http://127.0.0.1:{free};http://127.0.0.1:{mute};http://unix:{socket}"]);

        Assert.Equal(1, run.ExitCode);
        var lines = run.Errors.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal($"http://127.0.0.1:{free}/healthz cannot be asked: Connection refused.", lines[0]);
        Assert.Equal($"http://127.0.0.1:{mute}/healthz does not answer within 4 seconds.", lines[1]);
        Assert.StartsWith($"http://unix:{socket}/healthz cannot be asked: ", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://127.0.0.1:0", "urls is 'http://127.0.0.1:0', and only the running server knows its port; choose a port, so that the command 'health' can reach it.")]
    [InlineData("--urls=5480", "urls is '5480'; it must be an address such as")]
    [InlineData("--raedy", "'--raedy' is not a valid argument")]
    public async Task Wrong_arguments_are_named(string argument, string sentence)
    {
        var run = await VerbRun.OfAsync(["health", argument]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(sentence, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_comes_from_the_environment_too()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{EngineScript.FreePort()}" };

        var (exitCode, output) = await ServerProcess.RunAsync(environment, "health");

        Assert.Equal(1, exitCode);
        Assert.StartsWith(environment["ASPNETCORE_URLS"], output, StringComparison.Ordinal);
    }

    private async Task<WebApplication> StartAsync(params string[] arguments)
    {
        var app = await ParhelionHost.BuildAsync(
            [$"--Parhelion:DataDirectory={directory}", "--Logging:LogLevel:Default=None", .. arguments], cancellationToken: TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private string MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(directory, "tls.pfx");
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pfx, "test"));
        return file;
    }
}
