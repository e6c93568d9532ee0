namespace Parhelion.Server.Access;

/// <summary>Who may call an endpoint; its metadata. An endpoint without one is open to all.</summary>
/// <param name="AccountOnly">Provisioning: account credentials only. Otherwise those of the app in the path do too.</param>
/// <param name="OutlivesApp">Whether account credentials may still ask when the app in the path is gone.</param>
internal sealed record AccessRule(bool AccountOnly, bool OutlivesApp = false)
{
    public static readonly AccessRule Account = new(AccountOnly: true);
    public static readonly AccessRule App = new(AccountOnly: false);
    public static readonly AccessRule Receipts = new(AccountOnly: false, OutlivesApp: true);
}
