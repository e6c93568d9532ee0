namespace Parhelion.Server.WebConsole;

/// <summary>Knows the URL of the receiver for trying webhooks.</summary>
internal sealed class ReceiverUrl(WebhookReceiver receiver, ConsoleAddress address)
{
    /// <summary>Returns the URL of an app.</summary>
    public string Of(HttpContext http, string appId) => address.UrlOf(http.Request, $"{ConsolePaths.Receiver}/{receiver.TokenOf(appId)}");
}
