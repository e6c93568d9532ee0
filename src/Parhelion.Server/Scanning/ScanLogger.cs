using System.Runtime.InteropServices;
using Parhelion.Core.Catalog;
using Parhelion.Core.Scanning;
using Parhelion.Core.Uploading;
using Parhelion.Server.Configuration;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Scanning;

/// <summary>Logs refused uploads and failures of the malware scan. When the process receives the signal SIGHUP, the class also reads the list of refused hashes
/// (<c>Files:RefusedHashes</c>) again.</summary>
internal sealed class ScanLogger(
    UploadRefusalRecorder refusals, RefusedHashes hashes, AntivirusSettings settings, TimeProvider clock, ILogger<ScanLogger> log, MalwareScanner? scanner = null)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LogThrottle failures = new(Interval, clock);
    private readonly LogThrottle skips = new(Interval, clock);
    private readonly LogThrottle faults = new(Interval, clock);
    private readonly Lock reading = new();
    private PosixSignalRegistration? hangUp;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        refusals.Recorded += OnRecorded;
        refusals.Skipped += OnSkipped;
        refusals.Failed += OnFailed;
        if (scanner is not null) scanner.Failed += OnScanFailed;
        if (hashes.IsConfigured && !OperatingSystem.IsWindows()) hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp);
        if (hashes.IsConfigured) log.HashesRead(hashes.Count);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        refusals.Recorded -= OnRecorded;
        refusals.Skipped -= OnSkipped;
        refusals.Failed -= OnFailed;
        if (scanner is not null) scanner.Failed -= OnScanFailed;
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => hangUp?.Dispose();

    /// <summary>Reads the list again. If it is faulty, the hashes stay as they were.</summary>
    internal void Reload()
    {
        lock (reading)
        {
            try
            {
                RefusedHashesFile.Load(hashes, settings);
                log.HashesRead(hashes.Count);
            }
            catch (OperatorErrorException e)
            {
                log.HashesNotRead(hashes.Count, e.Message);
            }
        }
    }

    // Without this the signal would end the process.
    private void OnHangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Reload();
    }

    private void OnRecorded(RefusedUploadRow row) => log.UploadRefused(row.AppId, row.Reason, row.Signature ?? "no malware", row.Id);

    private void OnSkipped(string appId)
    {
        if (skips.IsDue()) log.RefusalsSkipped(appId, UploadRefusalRecorder.MaxOfApp, UploadRefusalRecorder.MaxOfAll);
    }

    private void OnFailed(Exception fault)
    {
        if (faults.IsDue()) log.RefusalNotRecorded(fault);
    }

    private void OnScanFailed(ScanFailedException fault)
    {
        if (!failures.IsDue()) return;
        if (settings.Scanner!.OnFailure == ScanFailureAction.Refuse) log.ScanFailedAndRefused(fault.Message);
        else log.ScanFailedAndAccepted(fault.Message);
    }
}
