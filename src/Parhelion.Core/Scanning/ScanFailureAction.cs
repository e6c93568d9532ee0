namespace Parhelion.Core.Scanning;

/// <summary>Says whether the server refuses or accepts an upload that could not be scanned (<c>Antivirus:OnFailure</c>).</summary>
public enum ScanFailureAction
{
    /// <summary>It is refused with status 503. The client may try again.</summary>
    Refuse,

    /// <summary>It is stored without a scan.</summary>
    Accept,
}
