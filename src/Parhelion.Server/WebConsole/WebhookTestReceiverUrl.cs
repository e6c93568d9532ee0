namespace Parhelion.Server.WebConsole;

/// <summary>Returns the URL at which <see cref="WebhookTestReceiver"/> gets the webhook calls of an app.</summary>
internal sealed class WebhookTestReceiverUrl(WebhookTestReceiver receiver, ConsoleUrls address)
{
    /// <summary>Returns the URL of an app.</summary>
    public string Of(HttpContext http, string appId) => address.UrlOf(http.Request, $"{ConsolePaths.Receiver}/{receiver.TokenOf(appId)}");
}
