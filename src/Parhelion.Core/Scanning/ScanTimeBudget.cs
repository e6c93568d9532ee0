using System.Diagnostics;

namespace Parhelion.Core.Scanning;

/// <summary>Limits the total time that one scan may wait for clamd. After that time, the scan fails with a <see cref="ScanFailedException"/>. Only the time
/// within <see cref="SpendAsync{T}"/> counts, not the time in which the client sends its bytes.</summary>
/// <param name="limit">Maximum of the total time.</param>
internal sealed class ScanTimeBudget(TimeSpan limit)
{
    private TimeSpan spent;

    /// <summary>Runs a part of a scan.</summary>
    /// <exception cref="ScanFailedException">The part has failed, or the time is over.</exception>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    public async ValueTask<T> SpendAsync<T>(Func<CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        if (spent >= limit) throw TooLate(null);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Network limits are of real time, whatever the clock of the server shows.
        time.CancelAfter(limit - spent);
        var began = Stopwatch.GetTimestamp();
        try
        {
            return await work(time.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw TooLate(e);
        }
        catch (IOException e) when (e is not ScanFailedException)
        {
            throw new ScanFailedException(e.Message, e);
        }
        finally
        {
            spent += Stopwatch.GetElapsedTime(began);
        }
    }

    private ScanFailedException TooLate(Exception? fault)
    {
        spent = limit;
        return new ScanFailedException($"clamd did not answer within {limit} (Antivirus:TimeLimit)", fault);
    }
}
