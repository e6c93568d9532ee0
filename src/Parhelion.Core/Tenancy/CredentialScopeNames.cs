namespace Parhelion.Core.Tenancy;

/// <summary>Names the scopes of credentials, as the API spells them. The scope of a credential says what a caller may access.</summary>
public static class CredentialScopeNames
{
    /// <summary>Access to every app of the account, and to provisioning.</summary>
    public const string Account = "account";

    /// <summary>Access to one app.</summary>
    public const string App = "app";

    /// <summary>Access to the conversations of one app, and to the webhooks of one integration in it.</summary>
    public const string Integration = "integration";
}
