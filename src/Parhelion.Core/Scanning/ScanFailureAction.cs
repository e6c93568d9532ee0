namespace Parhelion.Core.Scanning;

/// <summary>What happens to an upload that could not be scanned.</summary>
public enum ScanFailureAction
{
    /// <summary>It is refused with status 503. The client may try again.</summary>
    Refuse,

    /// <summary>It is stored without a scan.</summary>
    Accept,
}
