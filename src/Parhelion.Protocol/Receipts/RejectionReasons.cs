namespace Parhelion;

/// <summary>The values of <see cref="Rejection.Reason"/>: why an upload was refused.</summary>
public static class RejectionReasons
{
    /// <summary>The scanner has found malware, or the hash of the file is on the list of refused files.</summary>
    public const string Malware = "malware";

    /// <summary>With the file the app would have more attachments, or more bytes of them, than its settings allow.</summary>
    public const string Quota = "quota";
}
