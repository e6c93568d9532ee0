using System.Buffers;

namespace Parhelion.Core.Scanning;

/// <summary>
/// Sends one file to clamd, the daemon of the malware scanner ClamAV, and returns the result of the scan. Occupies one connection to clamd until disposal. The
/// number of connections is limited (<see cref="ClamdOptions.Connections"/>).
/// </summary>
/// <param name="address">Where clamd listens.</param>
/// <param name="time">The time that is left for the scan.</param>
/// <param name="release">Releases the occupied connection for another scan.</param>
internal sealed class ClamdScan(ClamdAddress address, ScanTimeBudget time, Action release) : IDisposable
{
    private const string Prefix = "stream: ";
    private const string Found = " FOUND";

    private ClamdConnection? connection;
    private Action? release = release;

    /// <summary>Sends bytes of the file. It waits as long as clamd reads no more.</summary>
    /// <exception cref="ScanFailedException">The scan has failed.</exception>
    public async ValueTask SendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
        {
            if (!segment.IsEmpty) await SendAsync(segment, cancellationToken);
        }
    }

    /// <summary>Ends the file, and waits for the result.</summary>
    /// <returns>The name of the malware; <c>null</c>: clamd has found nothing.</returns>
    /// <exception cref="ScanFailedException">The scan has failed.</exception>
    public async ValueTask<string?> FinishAsync(CancellationToken cancellationToken)
    {
        await SendAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);
        var answer = await time.SpendAsync(connection!.AnswerAsync, cancellationToken);
        if (answer == Prefix + "OK") return null;
        var isFinding = answer.StartsWith(Prefix, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) && answer.Length > Prefix.Length + Found.Length;
        return isFinding ? answer[Prefix.Length..^Found.Length] : throw new ScanFailedException($"clamd has answered '{answer}'");
    }

    public void Dispose()
    {
        connection?.Dispose();
        Interlocked.Exchange(ref release, null)?.Invoke();
    }

    private ValueTask<bool> SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken) => time.SpendAsync(
        async token =>
        {
            connection ??= await ClamdConnection.OpenAsync(address, "INSTREAM", token);
            await connection.SendAsync(chunk, token);
            return true;
        },
        cancellationToken);
}
