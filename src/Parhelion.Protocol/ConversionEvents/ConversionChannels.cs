namespace Parhelion;

/// <summary>The channels of <see cref="ConversionEventsBody"/>.</summary>
public static class ConversionChannels
{
    /// <summary>Facebook Messenger.</summary>
    public const string Messenger = "messenger";

    /// <summary>Instagram.</summary>
    public const string Instagram = "instagram";

    /// <summary>WhatsApp.</summary>
    public const string WhatsApp = "whatsapp";
}
