namespace Parhelion;

/// <summary>Types of clients: those of the channels that users can be linked to, and <see cref="Sdk"/>. A client of another channel has the type of its integration.</summary>
public static class ClientTypes
{
    /// <summary>The SDK of a web page or an app.</summary>
    public const string Sdk = "sdk";

    /// <summary>E-mail by Mailgun.</summary>
    public const string Mailgun = "mailgun";

    /// <summary>SMS by MessageBird.</summary>
    public const string MessageBird = "messagebird";

    /// <summary>SMS by Twilio.</summary>
    public const string Twilio = "twilio";

    /// <summary>WhatsApp.</summary>
    public const string WhatsApp = "whatsapp";
}
