using Parhelion.Core.Webhooks;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Webhooks;

/// <summary>
/// Says whether webhooks may call private addresses. The setting <c>Webhooks:AllowPrivateTargets</c> decides. Without a value of this setting, only a trial
/// server allows private addresses.
/// </summary>
/// <remarks>A server is a trial server if all of this is true: this process created the installation, the server has no public URL, it listens on loopback
/// only, and no request came through a proxy. The first request through a proxy ends the trial, because tenants may reach the server through the proxy. They
/// could then make the server call 127.0.0.1 or 169.254.169.254.</remarks>
internal sealed class PrivateAddressPolicy(WebhookSettings settings, CredentialBootstrapper firstRun, ServerExposure reachability)
{
    /// <summary>Whether webhooks may call private addresses.</summary>
    public bool AllowsPrivateTargets => settings.AllowPrivateTargets ?? IsTrial;

    private bool IsTrial => firstRun.MadeInstallation && reachability.IsThisMachineOnly;

    /// <summary>Whether the text of the URL permits a call. The addresses that a host name resolves to are checked at the time of the call.</summary>
    public bool Allows(Uri target) => AllowsPrivateTargets || !PublicAddressRules.NamesPrivateAddress(target);
}
