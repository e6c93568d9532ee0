using Parhelion.Core.Webhooks;
using Parhelion.Server.Setup;

namespace Parhelion.Server.Webhooks;

/// <summary>Whether webhooks may reach what is not on the public internet. Unless configured they may when the server itself can be reached from
/// this machine only: then whoever makes a webhook is at home here.</summary>
internal sealed class WebhookPolicy(Settings settings, Addresses addresses)
{
    /// <summary>Whether private addresses may be called.</summary>
    public bool AllowsPrivateTargets => settings.AllowPrivateTargets ?? addresses.IsLoopbackOnly;

    /// <summary>Whether a target may be called as far as its text tells; the address behind a name is judged when it is called.</summary>
    public bool Allows(Uri target) => AllowsPrivateTargets || !TargetRules.NamesPrivateAddress(target);
}
