using System.Diagnostics;
using System.Runtime.InteropServices;
using Parhelion.Tests;

namespace Parhelion.Server.Tests.Platforms;

/// <summary>podman with a storage of its own, in which the image of <c>./run image</c> is loaded. Containers and volumes of the machine are not touched.</summary>
internal sealed class Podman : IAsyncDisposable
{
    // Of the machine that runs the tests; podman asks for more than some of them may have.
    private static readonly string[] Ulimits = ["--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"];

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-image-").FullName;

    private Podman() => Archive = Path.Combine(directory, "parhelion.oci.tar");

    /// <summary>The OCI archive that was built.</summary>
    public string Archive { get; }

    /// <summary>The folder of the published program that is in the image.</summary>
    public string Program { get; } = Path.Combine(Repository.Root, "artifacts", "image", $"program-{RuntimeInformation.RuntimeIdentifier}");

    /// <summary>The name of the image, with its version.</summary>
    public string Image { get; private set; } = "";

    /// <summary>Builds the image and loads it. Skips the running test where that cannot be done.</summary>
    public static async Task<Podman> CreateAsync()
    {
        EngineScript.Require("image.sh");
        Engines.Require("buildah");
        Engines.Require("podman");
        var podman = new Podman();
        await podman.BuildAsync(podman.Archive);
        podman.Image = (await podman.RunAsync("load", "--quiet", "--input", podman.Archive))["Loaded image: ".Length..].Trim();
        return podman;
    }

    /// <summary>Runs <c>./run image</c>.</summary>
    public async Task BuildAsync(string output, params string[] options)
    {
        using var alone = await Repository.LockObjAsync(TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "run"), ["image", "--output", output, .. options]) { Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" } };
        var (exitCode, text, errors) = await EndAsync(start);
        Assert.True(exitCode == 0, text + errors);
    }

    /// <summary>The arguments that run the image: as the user <paramref name="user"/>, with nothing that the server does not need.</summary>
    public static string[] RunArguments(string user, params string[] options) =>
        ["run", "--rm", .. Ulimits, "--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges", "--user", user, .. options];

    private string[] StorageArguments =>
        ["--root", Path.Combine(directory, "root"), "--runroot", Path.Combine(directory, "run"), "--cgroup-manager=cgroupfs", "--events-backend=none", "--runtime=runc"];

    /// <summary>A process of podman that is still to be started.</summary>
    public ProcessStartInfo Command(params string[] arguments) => new("podman", [.. StorageArguments, .. arguments]);

    /// <summary>A shell, still to be started, that runs commands of podman as a page of docs writes them.</summary>
    public ProcessStartInfo Shell(string commands) => new("bash",
    [
        "-c", $$"""podman() { local verb=$1 more=(); shift; [[ $verb != run ]] || more=({{string.Join(' ', Ulimits)}}); command podman {{string.Join(' ', StorageArguments)}} "$verb" ${more[@]+"${more[@]}"} "$@"; }; {{commands}}""",
    ]);

    /// <summary>Runs podman; its exit code and what it wrote.</summary>
    public Task<(int ExitCode, string Output, string Errors)> TryAsync(params string[] arguments) => EndAsync(Command(arguments));

    /// <summary>Runs podman, which must succeed; what it wrote to stdout.</summary>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await TryAsync(arguments);
        Assert.True(exitCode == 0, $"podman {string.Join(' ', arguments)}: {output}{errors}");
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        await TryAsync("rm", "--all", "--force", "--time=0");
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> EndAsync(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true);
        using var process = Process.Start(start)!;
        return await process.ReadToEndAsync(minutes: 10);
    }
}
