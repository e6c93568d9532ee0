using System.Threading.Channels;
using Parhelion.Cli.CommandLine;
using Parhelion.Cli.Output;

namespace Parhelion.Cli.Transfers;

/// <summary>Transfers files, several at the same time. Prints each result as soon as it and those before it are there, and a total at the end.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="parallel">Number of transfers at the same time.</param>
/// <param name="fields">The fields of a result that are printed without <c>--json</c>.</param>
internal sealed class TransferBatch(Terminal terminal, int parallel, Func<FileReport, IEnumerable<string?>> fields) : IDisposable
{
    // Results that wait for a slower one before them.
    private const int MaxWaiting = 1000;

    private readonly long start = TimeProvider.System.GetTimestamp();
    private readonly SemaphoreSlim gate = new(parallel);
    private int done;
    private int failed;
    private long bytes;
    private int exitCode;

    /// <summary>Runs all transfers, also if some fail.</summary>
    /// <returns>The exit code: that of the first transfer that failed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled. What had ended before was printed.</exception>
    public async Task<int> RunAsync(IEnumerable<Transfer> transfers, CancellationToken cancellationToken)
    {
        await TransferDisplay.RunAsync(terminal, async display =>
        {
            var results = Channel.CreateBounded<Task<FileReport?>>(MaxWaiting);
            var printing = PrintAsync(results.Reader);
            // The transfers may come from standard input, which blocks.
            var starting = Task.Run(() => StartAsync(transfers, display, results.Writer, cancellationToken), CancellationToken.None);
            await printing;
            await starting;
            return exitCode;
        });
        SayTotal();
        cancellationToken.ThrowIfCancellationRequested();
        return exitCode;
    }

    public void Dispose() => gate.Dispose();

    private async Task StartAsync(
        IEnumerable<Transfer> transfers, TransferDisplay display, ChannelWriter<Task<FileReport?>> results, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var transfer in transfers)
            {
                await gate.WaitAsync(cancellationToken);
                await results.WriteAsync(RunAsync(transfer, display, cancellationToken), CancellationToken.None);
            }
        }
        finally
        {
            results.Complete();
        }
    }

    private async Task<FileReport?> RunAsync(Transfer transfer, TransferDisplay display, CancellationToken cancellationToken)
    {
        try
        {
            return await transfer.RunAsync(display, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (ExpectedFaults.Include(e))
        {
            return transfer.Report with { Error = ErrorText.Report(e) };
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task PrintAsync(ChannelReader<Task<FileReport?>> results)
    {
        await foreach (var result in results.ReadAllAsync())
        {
            if (await result is { } report) Print(report);
        }
    }

    private void Print(FileReport report)
    {
        if (report.Error is { } error)
        {
            failed++;
            if (exitCode == ExitCodes.Done) exitCode = error.ExitCode;
            terminal.Fail(report);
            return;
        }

        done++;
        bytes += report.Size ?? 0;
        terminal.Result(report, CliJson.Default.FileReport, fields(report));
    }

    private void SayTotal()
    {
        if (done + failed < 2 || terminal.IsJson) return;
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var rest = failed > 0 ? $"; {failed} failed" : "";
        var speed = HumanReadable.Of(bytes / Math.Max(seconds, 0.001));
        terminal.Say($"{done} {(done == 1 ? "file" : "files")}, {HumanReadable.Of(bytes)} in {seconds:0.0} s ({speed}/s){rest}");
    }
}
