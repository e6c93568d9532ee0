using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parhelion.Tests;

namespace Parhelion.Uploads.Tests.Clients;

/// <summary>Node: each task is a process. The client remembers uploads in a file.</summary>
internal sealed class NodeHost : IJavaScriptHost
{
    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-node-").FullName;
    private Process? running;
    private bool isEnded;

    public async Task<UploadResult?> RunAsync(UploadTask task, TestFile file)
    {
        Npm.Require(Npm.Clients);
        var words = JsonSerializer.SerializeToNode(task, JsonSerializerOptions.Web)!.AsObject();
        words["file"] = JsonValue.Create(file.Path);
        if (!task.Stream) words["state"] = JsonValue.Create(Path.Combine(directory, "uploads.json"));
        using var node = Process.Start(new ProcessStartInfo("node")
        {
            ArgumentList = { "node.js", words.ToJsonString() },
            WorkingDirectory = Npm.Clients,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        (running, isEnded) = (node, false);
        var (exitCode, output, errors) = await node.ReadToEndAsync();
        running = null;
        if (isEnded) return null;
        Assert.True(exitCode == 0, errors);
        return UploadResult.Parse(output);
    }

    public async Task EndAsync()
    {
        isEnded = true;
        running!.Kill();
        await running.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}
