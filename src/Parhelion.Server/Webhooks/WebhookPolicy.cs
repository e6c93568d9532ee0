using Parhelion.Core.Webhooks;
using Parhelion.Server.Access;
using Parhelion.Server.Addressing;

namespace Parhelion.Server.Webhooks;

/// <summary>Whether webhooks may reach what is not on the public internet. Unless the operator says so, they may only while somebody tries the server out:
/// in the process that has made the installation, with no public URL, on loopback, and without a proxy in front. A proxy brings tenants to a server
/// that listens on loopback, and then 127.0.0.1 and 169.254.169.254 are not theirs to call.</summary>
internal sealed class WebhookPolicy(WebhookSettings settings, AddressSettings addresses, ServerAddresses serverAddresses, FirstRun firstRun, ProxyDetection proxies)
{
    /// <summary>Whether private addresses may be called.</summary>
    public bool AllowsPrivateTargets => settings.AllowPrivateTargets ?? IsTriedOut;

    private bool IsTriedOut => firstRun.MadeInstallation && addresses.Media is null && serverAddresses.IsLoopbackOnly && !proxies.IsSeen;

    /// <summary>Whether a target may be called as far as its text tells; the address behind a name is judged when it is called.</summary>
    public bool Allows(Uri target) => AllowsPrivateTargets || !WebhookTargetRules.NamesPrivateAddress(target);
}
