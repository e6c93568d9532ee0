using Parhelion.DiskFaults.Crashes;
using Parhelion.DiskFaults.Disks;
using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Has a server do its operations on a logged disk, each many times, and lets one file call fail each time. Behind each case there are two
/// marks: power cuts are tried at both of them later.</summary>
/// <param name="disk">The disk.</param>
/// <param name="library">Fails the calls of the server.</param>
/// <param name="verbLibrary">Fails the calls of verbs that run beside the server.</param>
/// <param name="random">Decides what is uploaded.</param>
internal sealed class FaultRecorder(LoggedDisk disk, FaultLibrary library, FaultLibrary verbLibrary, Random random) : IAsyncDisposable
{
    private const string Data = Recording.DataDirectory;
    private const int Created = 201;

    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(15);

    private readonly PromiseBook book = new(disk);
    private ServerRun? server;
    private string? folderBefore;

    /// <summary>The calls of each operation, in their order; two of the operations are starts.</summary>
    public async Task<Dictionary<string, List<DiskCall>>> EnumerateAsync()
    {
        var calls = new Dictionary<string, List<DiskCall>>(StringComparer.Ordinal);
        calls[StartCase.First] = await TraceAsync(async () => server = await StartAsync(Data));
        book.Serving();
        foreach (var operation in Operation.All)
        {
            var files = await operation.PrepareAsync(server!.Api, book, random);
            calls[operation.Name] = await TraceAsync(() => operation.RunAsync(server.Api, book, files));
        }

        verbLibrary.StartTrace();
        await BackupAsync(BackupCase.FolderOf(0));
        calls[BackupCase.Name] = verbLibrary.EndTrace();
        await EndAsync();
        calls[StartCase.Again] = await TraceAsync(async () => server = await StartAsync(Data));
        return calls;
    }

    /// <summary>Runs one case.</summary>
    public async Task<FaultOutcome> RunAsync(FaultCase fault, int number)
    {
        // What a case leaves behind has no use after its marks, and all of it together fills the disk.
        if (folderBefore is not null && Directory.Exists(folderBefore)) Directory.Delete(folderBefore, recursive: true);
        var isFirstStart = fault.Operation == StartCase.First;
        folderBefore = isFirstStart ? FolderOf($"{Data}-{number}") : fault.Operation == BackupCase.Name ? FolderOf(BackupCase.FolderOf(number)) : null;
        var outcome = new FaultOutcome(fault, number, isFirstStart ? $"{Data}-{number}" : Data);
        if (fault.Operation == BackupCase.Name) await BackUpWithFaultAsync(outcome);
        else if (isFirstStart || fault.Operation == StartCase.Again) await StartWithFaultAsync(outcome);
        else await AskWithFaultAsync(Operation.All.Single(operation => operation.Name == fault.Operation), outcome);
        return outcome;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await EndAsync();

    private async Task AskWithFaultAsync(Operation operation, FaultOutcome outcome)
    {
        server ??= await StartAsync(Data);
        var files = await operation.PrepareAsync(server.Api, book, random);
        library.Fail(outcome.Case);
        await IgnoreAsync(() => operation.RunAsync(server.Api, book, files));
        await EndCaseAsync(outcome, library);
        if (server.ExitCode is { } code)
        {
            outcome.Findings.Add(new Finding(FindingKind.Crashed, $"exit code {code}: {server.Output}"));
            await EndAsync();
        }
        else if (!await RecoversAsync())
        {
            outcome.Findings.Add(new Finding(FindingKind.Refused, $"no upload succeeds after the fault: {server.Output}"));
            await EndAsync();
        }
    }

    private async Task StartWithFaultAsync(FaultOutcome outcome)
    {
        await EndAsync();
        library.Fail(outcome.Case);
        server = await StartAsync(outcome.Directory);
        outcome.HasServed = server.IsListening;
        if (server.IsListening && outcome.Directory == Data) await UploadAsync();
        await EndCaseAsync(outcome, library);
        if (StartCase.Judge(server) is { } finding) outcome.Findings.Add(finding);
        await EndAsync();

        server = await StartAsync(outcome.Directory);
        if (!server.IsListening)
        {
            outcome.Findings.Add(new Finding(FindingKind.Refused, $"no start succeeds after the fault: {server.Output}"));
            await EndAsync();
        }
        else if (outcome.Directory != Data)
        {
            await EndAsync();
        }
    }

    private async Task BackUpWithFaultAsync(FaultOutcome outcome)
    {
        server ??= await StartAsync(Data);
        var folder = BackupCase.FolderOf(outcome.Number);
        verbLibrary.Fail(outcome.Case);
        var made = await BackupAsync(folder);
        await EndCaseAsync(outcome, verbLibrary);
        outcome.HasBackup = made.ExitCode == 0;
        if (BackupCase.Judge(made) is { } finding) outcome.Findings.Add(finding);
        if (outcome.HasBackup) return;
        var again = await BackupAsync(folder);
        if (again.ExitCode != 0) outcome.Findings.Add(new Finding(FindingKind.Refused, $"no backup succeeds after the fault: {again}"));
    }

    private Task<(int ExitCode, string Output)> BackupAsync(string folder) => ServerRun.RunVerbAsync(
        new ServerStart(FolderOf(Data)) { Environment = verbLibrary.Environment }, "backup", FolderOf(folder));

    private string FolderOf(string name) => Path.Combine(disk.Folder, name);

    private async Task EndCaseAsync(FaultOutcome outcome, FaultLibrary failing)
    {
        outcome.Hit = failing.Heal();
        disk.Mark(outcome.Cut);
        await Shell.RunAsync("sync", "--file-system", disk.Folder);
        disk.Mark(outcome.Synced);
    }

    private async Task<bool> RecoversAsync()
    {
        for (var since = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(since) < RecoveryLimit; await Task.Delay(100))
        {
            if (await UploadAsync()) return true;
        }

        return false;
    }

    private async Task<bool> UploadAsync()
    {
        var file = LoadFile.OfSize(random, 500);
        var status = 0;
        await IgnoreAsync(async () =>
        {
            (status, var path) = await server!.Api.UploadAsync(file.Bytes, file.Name);
            if (status == Created) book.Stored(path, file.Bytes);
        });
        return status == Created;
    }

    private async Task<List<DiskCall>> TraceAsync(Func<Task> run)
    {
        library.StartTrace();
        await run();
        return library.EndTrace();
    }

    private Task<ServerRun> StartAsync(string directory) => ServerRun.StartAsync(new ServerStart(FolderOf(directory)) { Environment = library.Environment });

    private async Task EndAsync()
    {
        if (server is null) return;
        await server.DisposeAsync();
        server = null;
    }

    // An answer that does not come promises nothing.
    private static async Task IgnoreAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
        }
    }
}
