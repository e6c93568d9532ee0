using System.Buffers;
using Parhelion.Core.Blobs;
using Parhelion.Core.Telemetry;

namespace Parhelion.Core.Scanning;

/// <summary>Checks one upload for malware, by its hash (<see cref="RefusedHashes"/>) and, if a scanner is configured, with clamd. If a connection to clamd is
/// free, clamd gets the bytes while they arrive. If no connection is free, or if clamd fails while the bytes arrive, the stored bytes are scanned before the
/// upload is published.</summary>
/// <remarks>Not safe for concurrent use. The scan needs 17 KiB of memory while it is connected, and 128 KiB while it reads stored bytes.</remarks>
internal sealed class UploadScan(RefusedHashes hashes, MalwareScanner? scanner, ScanMetrics? metrics) : IDisposable
{
    private const int ReadBytes = 128 * 1024;

    private readonly ScanTimeBudget time = new(scanner?.Options.TimeLimit ?? default);
    private ClamdScan? stream;
    private bool hasBegun;
    private bool isScanned;
    private long sent;
    private byte[] hash = [];

    /// <summary>Takes bytes that have arrived. A failure of clamd is not one of the upload yet.</summary>
    public async ValueTask SendAsync(ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        if (scanner is null || bytes.IsEmpty) return;
        if (!hasBegun) stream = scanner.TryBegin(time);
        hasBegun = true;
        if (stream is null) return;
        sent += bytes.Length;
        try
        {
            if (sent <= scanner.Options.MaxBytes) await stream.SendAsync(bytes, cancellationToken);
            else EndStream();
        }
        catch (ScanFailedException)
        {
            EndStream();
        }
    }

    /// <summary>Checks the hash after the last byte, and waits for the result if the bytes were sent to clamd.</summary>
    /// <exception cref="MalwareException">The file is malware.</exception>
    public async ValueTask FinishAsync(byte[] sha256, CancellationToken cancellationToken)
    {
        hash = sha256;
        if (hashes.Contains(sha256))
        {
            metrics?.Malware();
            throw new MalwareException(RefusedHashes.Signature, sha256);
        }

        if (stream is null) return;
        using var activity = Tracing.Start("scan upload");
        try
        {
            Require(await stream.FinishAsync(cancellationToken));
        }
        catch (ScanFailedException)
        {
            // The stored bytes are scanned.
        }
        finally
        {
            EndStream();
        }
    }

    /// <summary>Scans the stored bytes, unless that is done. Call it after <see cref="FinishAsync"/>.</summary>
    /// <exception cref="MalwareException">The file is malware.</exception>
    /// <exception cref="ScanFailedException">The file could not be scanned, and such files are refused.</exception>
    public async ValueTask CheckAsync(IStagedUploadReader whole)
    {
        if (scanner is null || isScanned) return;
        using var activity = Tracing.Start("scan upload");
        try
        {
            if (whole.Length > scanner.Options.MaxBytes) throw new ScanFailedException($"the file has more than {scanner.Options.MaxBytes} bytes (Antivirus:MaxBytes)");
            Require(await ScanAsync(scanner, whole));
        }
        catch (ScanFailedException e)
        {
            metrics?.Failed();
            scanner.AcceptOrThrow(e);
        }
    }

    public void Dispose() => EndStream();

    // The client has sent its last byte, so the scan runs to its end even if the client disconnects now.
    private async ValueTask<string?> ScanAsync(MalwareScanner clamd, IStagedUploadReader whole)
    {
        using var scan = await clamd.BeginAsync(time, CancellationToken.None);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            for (long offset = 0; offset < whole.Length;)
            {
                var count = await whole.ReadAsync(buffer.AsMemory(0, ReadBytes), offset, CancellationToken.None);
                if (count == 0) throw new EndOfStreamException("The store has fewer bytes of the upload than it has taken.");
                await scan.SendAsync(new ReadOnlySequence<byte>(buffer, 0, count), CancellationToken.None);
                offset += count;
            }

            return await scan.FinishAsync(CancellationToken.None);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Require(string? signature)
    {
        isScanned = true;
        if (signature is null)
        {
            metrics?.Clean();
            return;
        }

        metrics?.Malware();
        throw new MalwareException(signature, hash);
    }

    private void EndStream()
    {
        stream?.Dispose();
        stream = null;
    }
}
