using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>The server as it is published for arm64, under an emulator of the processor: the calls of the system have other numbers there. What
/// the emulator does not know (openat2, cachestat) takes the way of older systems here.</summary>
public sealed class Arm64Tests : IDisposable
{
    private const string Emulator = "qemu-aarch64-static";

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-arm64-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Uploads_ranges_removal_and_restart_work_on_arm64()
    {
        var program = await PublishAsync();
        var data = Path.Combine(directory, "data");
        var large = RandomNumberGenerator.GetBytes(300_000);
        "%PDF-1.4\n"u8.CopyTo(large);
        string kept, removed;
        await using (var server = await ServerProcess.StartAsync(data, program))
        {
            kept = await UploadAsync(server, large, "large.pdf");
            removed = await UploadAsync(server, "small"u8.ToArray(), "small.txt");

            await AssertServedAsync(server, kept, large);
            Assert.Equal("small", await server.Client.GetStringAsync(removed, TestContext.Current.CancellationToken));
            Assert.Equal(200, await server.RemoveAsync(removed));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(server, removed));
            await Uploads.WaitAsync(() => IsErasedAsync(server), () => server.Output, seconds: 60);

            server.Terminate();
            Assert.Equal(0, await server.ExitAsync());
        }

        await using var again = await ServerProcess.StartAsync(data, program);
        await AssertServedAsync(again, kept, large);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(again, removed));
        Assert.DoesNotContain("fail:", again.Output, StringComparison.Ordinal);
    }

    private static async Task<string> UploadAsync(ServerProcess server, byte[] content, string name)
    {
        var (status, path) = await server.UploadAsync(new ByteArrayContent(content), name);
        Assert.True(status == 201, server.Output);
        return path!;
    }

    private static async Task AssertServedAsync(ServerProcess server, string path, byte[] content)
    {
        Assert.Equal(content, await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(100_000, 250_000) } };
        using var part = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(content[100_000..250_001], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<HttpStatusCode> StatusAsync(ServerProcess server, string path)
    {
        using var answer = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<bool> IsErasedAsync(ServerProcess server)
    {
        using var answer = JsonDocument.Parse(await server.Client.GetStringAsync($"/v2/apps/{server.AppId}/attachments/receipts"));
        return answer.RootElement.GetProperty("receipts")[0].TryGetProperty("erasedAt", out _);
    }

    // Not compiled ahead of time, which would take longer than it saves here.
    private async Task<ServerProgram> PublishAsync()
    {
        var sysroot = Path.Combine(Repository.Root, "artifacts", "arm64", "sysroot");
        Engines.Require(Emulator);
        if (!Directory.Exists(sysroot)) Engines.Missing("eng/arm64.sh install was not run.");
        var output = Path.Combine(directory, "program");
        string[] arguments =
        [
            "publish", Path.Combine(Repository.Root, "src", "Parhelion.Server"), "-c", "Release", "-r", "linux-arm64", "--self-contained",
            "-p:PublishReadyToRun=false", "-o", output, "-v", "q", "--nologo", "-nodeReuse:false",
        ];
        using var alone = await Repository.LockObjAsync(TestContext.Current.CancellationToken);
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var text = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(publish.ExitCode == 0, text);
        // The emulator takes addresses for the heap as the processor would, 256 GB of them, and is slow at it. Code is not compiled a second time within the
        // minutes (hexadecimal milliseconds) that the test takes: under the emulator that costs more than it saves.
        return new ServerProgram([Emulator, "-L", sysroot, Path.Combine(output, "Parhelion.Server")])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DOTNET_gcServer"] = "0",
                ["DOTNET_GCHeapHardLimit"] = "0x10000000",
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_TC_CallCountingDelayMs"] = "927C0",
            },
            StartsWithin = TimeSpan.FromMinutes(5),
        };
    }
}
