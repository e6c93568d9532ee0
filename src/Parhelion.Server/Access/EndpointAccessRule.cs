namespace Parhelion.Server.Access;

/// <summary>Endpoint metadata that says which credentials the endpoint accepts. An endpoint without a rule is open to everybody.</summary>
/// <param name="Scopes">The scopes of the credentials that the endpoint accepts.</param>
/// <param name="OutlivesApp">Whether the endpoint accepts account credentials even after the app in the path was deleted.</param>
internal sealed record EndpointAccessRule(IReadOnlyList<string> Scopes, bool OutlivesApp = false)
{
    /// <summary>For operations that manage apps and keys: account credentials only.</summary>
    public static readonly EndpointAccessRule Account = new([Core.Tenancy.CredentialScopeNames.Account]);

    /// <summary>For operations on one app: credentials of the app or of the account.</summary>
    public static readonly EndpointAccessRule App = new([Core.Tenancy.CredentialScopeNames.App, Core.Tenancy.CredentialScopeNames.Account]);

    /// <summary>For users, conversations, messages and attachments: credentials of an integration, of the app or of the account.</summary>
    public static readonly EndpointAccessRule Chat = new([Core.Tenancy.CredentialScopeNames.Integration, Core.Tenancy.CredentialScopeNames.App, Core.Tenancy.CredentialScopeNames.Account]);

    /// <summary>For webhooks: credentials of an integration or of the app. Sunshine Conversations does not allow account credentials for these
    /// operations.</summary>
    public static readonly EndpointAccessRule Webhooks = new([Core.Tenancy.CredentialScopeNames.Integration, Core.Tenancy.CredentialScopeNames.App]);

    /// <summary>For the end of an integration's own access: credentials of an integration only.</summary>
    public static readonly EndpointAccessRule Integration = new([Core.Tenancy.CredentialScopeNames.Integration]);

    /// <summary>For the receipts of an app: as <see cref="App"/>, and account credentials may list them after the app was deleted.</summary>
    public static readonly EndpointAccessRule Receipts = App with { OutlivesApp = true };
}
