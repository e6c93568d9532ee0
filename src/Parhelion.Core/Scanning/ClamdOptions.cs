namespace Parhelion.Core.Scanning;

/// <summary>
/// Settings of the malware scan by clamd, the daemon of ClamAV. They contain the address and the limits of a scan. They also say what happens to files that
/// could not be scanned.
/// </summary>
public sealed record ClamdOptions
{
    /// <summary>Where clamd listens: <c>Antivirus:Address</c>.</summary>
    public required ClamdAddress Address { get; init; }

    /// <summary>How long an upload may wait for clamd altogether: <c>Antivirus:TimeLimit</c>.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest file that is scanned, in bytes: <c>Antivirus:MaxBytes</c>. The default is that of <c>StreamMaxLength</c> of clamd.</summary>
    public long MaxBytes { get; init; } = 100 << 20;

    /// <summary>How many connections to clamd this process has at most: <c>Antivirus:Connections</c>.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>What happens to a file that could not be scanned: <c>Antivirus:OnFailure</c>.</summary>
    public ScanFailureAction OnFailure { get; init; }
}
