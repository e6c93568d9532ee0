using System.Diagnostics;
using Parhelion.Core;
using Parhelion.Server.Tests.Faults;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>The server without the features of Linux, as it runs on Windows and macOS: <c>PARHELION_PORTABLE=1</c>.</summary>
public sealed class PortableTests : IDisposable
{
    // What reads and writes files and sockets. With PARHELION_TEST_ALL=1 all of them run, otherwise one that takes a few seconds.
    private static readonly (string Project, string Class)[] Short =
        [("Core", "DiskBlobStoreTests"), ("Core", "DiskPartialBlobStoreTests"), ("Server", "DeliveryTests"), ("Server", "MissingFileTests"), ("Server", "WireTests")];

    private static readonly (string Project, string Class)[] Long = [("Server", "HostileUploadTests"), ("Server", "StartTests")];

    private static readonly Dictionary<string, string> Portable = new(StringComparer.Ordinal) { [PlatformFeatures.PortableVariable] = "1" };

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-portable-").FullName;

    public static TheoryData<string, string> Sample => new(Sampling.Some(Short, 1).Concat(Sampling.IsWhole ? Long : []));

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Uploads_ranges_removal_and_restart_work_without_the_features_of_linux() =>
        await CoreScenario.RunAsync(ServerProgram.Built with { Environment = Portable }, Path.Combine(directory, "data"));

    // strace shows that the switch has an effect: without it, the other tests of this class would pass too.
    [Theory]
    [InlineData("0", true)]
    [InlineData("1", false)]
    public async Task The_calls_that_only_linux_has_are_made_where_they_may_be(string portable, bool isCalled)
    {
        Engines.Require("strace");
        var trace = Path.Combine(directory, "trace");
        var program = new ServerProgram(["strace", "-D", "-f", "-o", trace, "-e", "trace=openat2,sendfile,renameat2", "--", .. ServerProgram.Built.Words])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [PlatformFeatures.PortableVariable] = portable },
        };
        await using (var server = await ServerProcess.StartAsync(Path.Combine(directory, "data"), program))
        {
            var (_, path) = await server.UploadAsync(new ByteArrayContent([.. "%PDF-1.4\n"u8, .. new byte[200_000]]), "large.pdf");
            Assert.Equal(200_009, (await server.Client.GetByteArrayAsync(path, TestContext.Current.CancellationToken)).Length);
            server.Terminate();
            Assert.Equal(0, await server.ExitAsync());
        }

        // strace writes the end of each thread, at last that of the process.
        await Uploads.WaitAsync(async () => (await File.ReadAllTextAsync(trace)).EndsWith("+++ exited with 0 +++\n", StringComparison.Ordinal), () => trace, seconds: 60);
        Assert.Equal(isCalled, (await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken)).Contains("sendfile(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sample))]
    public async Task Tests_of_files_and_sockets_pass_without_the_features_of_linux(string project, string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "..", "..", $"Parhelion.{project}.Tests", "release", $"Parhelion.{project}.Tests.dll");
        if (!File.Exists(program)) Engines.Missing($"{program} is not built.");
        var start = new ProcessStartInfo("dotnet", [program, "--filter-class", $"*.{name}", "--progress", "off", "--results-directory", directory])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [PlatformFeatures.PortableVariable] = "1" },
        };
        using var tests = Process.Start(start)!;

        var (exitCode, output, errors) = await tests.ReadToEndAsync(minutes: 10);

        Assert.True(exitCode == 0, output + errors);
    }
}
