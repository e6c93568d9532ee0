namespace Parhelion.Server.Webhooks;

/// <summary>Says why a call to a webhook got no answer.</summary>
public enum WebhookFault
{
    /// <summary>No answer within <see cref="WebhookSender.TimeLimit"/>.</summary>
    Timeout,

    /// <summary>The host has only addresses that this server must not call.</summary>
    PrivateTarget,

    /// <summary>The name of the host is not known.</summary>
    UnknownHost,

    /// <summary>The certificate is not trusted, or the host does not speak TLS.</summary>
    Tls,

    /// <summary>Nobody listens at the host and port.</summary>
    Unreachable,

    /// <summary>The connection broke before the answer.</summary>
    Broken,
}
