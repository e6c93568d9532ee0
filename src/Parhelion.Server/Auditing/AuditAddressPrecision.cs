namespace Parhelion.Server.Auditing;

/// <summary>How much of a client address the audit log records.</summary>
internal enum AuditAddressPrecision
{
    /// <summary>The network: the first 24 bits of an IPv4 address, and the first 48 bits of an IPv6 address.</summary>
    Short,

    /// <summary>The whole address.</summary>
    Full,

    /// <summary>Nothing.</summary>
    None,
}
