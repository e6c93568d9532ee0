using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Connections;
using Parhelion.Cli.Files;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Diagnosis;

/// <summary>Runs the checks of <c>doctor</c> in order. Each check needs the ones before it, so the run ends with the first failure.</summary>
internal static class DoctorChecks
{
    // A PNG image of one pixel.
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=");

    public static async IAsyncEnumerable<(CheckReport Check, Exception? Fault)> RunAsync(
        ConnectionSettings connection, HttpClient http, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? hostTime = null;
        var url = "";
        (string Name, Func<Task<string>> Run)[] steps =
        [
            ("settings", () => Task.FromResult($"{connection.Host}, app {connection.AppId}, key {connection.KeyId ?? "none"} (profile {connection.ProfileName})")),
            ("host", async () => await ConnectivityCheck.AskAsync(http, connection.Host, time => hostTime = time, cancellationToken)),
            ("clock", () => Task.FromResult(Skew(hostTime))),
            ("credentials", async () => $"app \"{(await WithAsync(client => client.Apps.GetAppAsync(connection.AppId, cancellationToken))).DisplayName}\""),
            ("upload", async () => url = (await WithAsync(client => client.Attachments.UploadAttachmentAsync(
                connection.AppId, "public", UploadSource.FromBytes(Pixel, "doctor.png"), cancellationToken: cancellationToken))).MediaUrl),
            ("read", () => ReadAsync()),
            ("remove", () => RemoveAsync()),
            ("gone", () => GoneAsync()),
        ];
        foreach (var (name, run) in steps)
        {
            var (detail, fault) = await TryAsync(run);
            yield return (new CheckReport(name, fault is null, detail), fault);
            if (fault is null) continue;
            // Try to remove the uploaded file.
            if (name == "read") await TryAsync(RemoveAsync);
            yield break;
        }

        async Task<T> WithAsync<T>(Func<ParhelionClient, Task<T>> call)
        {
            using var client = connection.CreateClient();
            return await call(client);
        }

        async Task<string> RemoveAsync()
        {
            using var client = connection.CreateClient();
            await client.Attachments.DeleteAttachmentAsync(connection.AppId, url, cancellationToken);
            return "removed";
        }

        Task<string> ReadAsync() => WithAsync(async client =>
        {
            await using var comparison = new ComparingStream(PipeReader.Create(new ReadOnlySequence<byte>(Pixel)).AsStream());
            await client.Attachments.DownloadToAsync(url, comparison, cancellationToken: cancellationToken);
            await comparison.EndAsync(cancellationToken);
            return "downloaded; the bytes are the same";
        });

        Task<string> GoneAsync() => WithAsync(async client =>
        {
            try
            {
                await using var download = await client.Attachments.DownloadAsync(url, cancellationToken: cancellationToken);
                return "a cache still serves the file; the original service allows this for 15 minutes";
            }
            catch (ParhelionException e) when (e.Status is 404 or 410)
            {
                return $"the file is no longer found ({e.Status})";
            }
        });
    }

    private static async Task<(string Detail, Exception? Fault)> TryAsync(Func<Task<string>> run)
    {
        try
        {
            return (await run(), null);
        }
        catch (Exception e) when (e is UsageException or CredentialsException or ParhelionException or IOException)
        {
            return (ErrorText.Report(e).Message, e);
        }
    }

    private static string Skew(DateTimeOffset? hostTime)
    {
        if (hostTime is not { } time) return "not checked: the host sends no Date header";
        var skew = TimeProvider.System.GetUtcNow() - time;
        return Math.Abs(skew.TotalSeconds) < 30
            ? Math.Abs(skew.TotalSeconds) < 2 ? "agrees with the host" : $"differs from the host by {skew.TotalSeconds:0} s"
            : throw new IOException($"The clock of this machine differs from the host by {skew.TotalSeconds:0} s, so the host refuses signed tokens. Correct the clock.");
    }
}
