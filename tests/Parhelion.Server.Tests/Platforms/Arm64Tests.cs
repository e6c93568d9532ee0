using System.Diagnostics;
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
        await CoreScenario.RunAsync(await PublishAsync(), Path.Combine(directory, "data"), withMetrics: false);
    }

    // Not compiled ahead of time, which would take longer than it saves here. C# is that of the build, which is the same for all processors.
    private async Task<ServerProgram> PublishAsync()
    {
        var sysroot = Path.Combine(Repository.Root, "artifacts", "arm64", "sysroot");
        Engines.Require(Emulator);
        if (!Directory.Exists(sysroot)) Engines.Missing("eng/arm64.sh install was not run.");
        var output = Path.Combine(directory, "program");
        string[] arguments =
        [
            "publish", Path.Combine(Repository.Root, "src", "Parhelion.Server"), "-c", "Release", "-r", "linux-arm64", "--self-contained",
            "-p:PublishReadyToRun=false", "-p:SkipCompilerExecution=true", "-p:ProduceReferenceAssembly=false",
            $"-p:CompiledFolder={Path.Combine(Repository.Root, "artifacts", "obj", "Parhelion.Server", "release")}", "-o", output, "-v", "q", "--nologo", "-nodeReuse:false",
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
