namespace Parhelion;

/// <summary>Body of <c>POST …/conversations/{conversationId}/conversionEvents</c>. Set exactly one of the three channels.</summary>
public sealed record ConversionEventsBody
{
    /// <summary>Events on Facebook Messenger.</summary>
    public ConversionEventsOfChannel? Messenger { get; init; }

    /// <summary>Events on Instagram.</summary>
    public ConversionEventsOfChannel? Instagram { get; init; }

    /// <summary>Events on WhatsApp.</summary>
    public ConversionEventsOfChannel? Whatsapp { get; init; }
}
