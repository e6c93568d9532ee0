namespace Parhelion.Server.Access;

/// <summary>Who may call an endpoint; its metadata. An endpoint without one is open to all.</summary>
/// <param name="Scopes">The scopes of credentials that may.</param>
/// <param name="OutlivesApp">Whether account credentials may still ask when the app in the path is gone.</param>
internal sealed record AccessRule(IReadOnlyList<string> Scopes, bool OutlivesApp = false)
{
    /// <summary>Provisioning.</summary>
    public static readonly AccessRule Account = new([Core.Tenancy.CredentialScopes.Account]);

    /// <summary>What concerns one app.</summary>
    public static readonly AccessRule App = new([Core.Tenancy.CredentialScopes.App, Core.Tenancy.CredentialScopes.Account]);

    /// <summary>Conversations and what they are made of.</summary>
    public static readonly AccessRule Chat = new([Core.Tenancy.CredentialScopes.Integration, Core.Tenancy.CredentialScopes.App, Core.Tenancy.CredentialScopes.Account]);

    /// <summary>Webhooks: the original lists the account among none of their operations.</summary>
    public static readonly AccessRule Webhooks = new([Core.Tenancy.CredentialScopes.Integration, Core.Tenancy.CredentialScopes.App]);

    /// <summary>The receipts of an app.</summary>
    public static readonly AccessRule Receipts = App with { OutlivesApp = true };
}
