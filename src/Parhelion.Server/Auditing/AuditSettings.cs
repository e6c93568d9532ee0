using Parhelion.Server.Configuration;

namespace Parhelion.Server.Auditing;

/// <summary>Settings of the audit log (section <c>Audit</c>).</summary>
internal sealed record AuditSettings
{
    // Triggers of the database refuse to delete younger entries.
    private const int MinDays = 30;
    private const int MaxNodeLength = 100;

    /// <summary><c>Audit:Days</c>: days for which the server keeps an entry. Default: 400.</summary>
    public int Days { get; init; }

    /// <summary><c>Audit:Addresses</c>: how much of the address of a client is recorded. Default: its network.</summary>
    public AuditAddressPrecision Addresses { get; init; }

    /// <summary><c>Audit:PrivateReads</c>: whether reads of private attachments are recorded. Default: yes.</summary>
    public bool PrivateReads { get; init; }

    /// <summary><c>Audit:Node</c>: the name of this node in the entries. Default: the name of the machine.</summary>
    public required string Node { get; init; }

    internal static AuditSettings Read(SettingsReader reader)
    {
        var node = reader.Text("Audit:Node", Environment.MachineName);
        if (node.Length > MaxNodeLength || node.Any(char.IsControl)) reader.Add($"Parhelion:Audit:Node is '{node}'; it must be a name of at most {MaxNodeLength} characters.");
        return new AuditSettings
        {
            Days = (int)reader.Number("Audit:Days", 400, MinDays, 36_500),
            Addresses = reader.Choice("Audit:Addresses", AuditAddressPrecision.Short),
            PrivateReads = reader.Boolean("Audit:PrivateReads", true),
            Node = node,
        };
    }
}
