namespace Parhelion;

/// <summary>The channel of a new client, and who the user is there.</summary>
public sealed record ClientMatchCriteria
{
    /// <summary><see cref="ClientTypes.Mailgun"/>, <see cref="ClientTypes.MessageBird"/>, <see cref="ClientTypes.Twilio"/> or
    /// <see cref="ClientTypes.WhatsApp"/>.</summary>
    public required string Type { get; init; }

    /// <summary>Id of the integration that stands for the channel.</summary>
    public required string IntegrationId { get; init; }

    /// <summary>Whether the client becomes the first one for messages of the conversation. Default: true.</summary>
    public bool? Primary { get; init; }

    /// <summary>Phone number with + and country code; required for all types but <c>mailgun</c>.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>E-mail address, at most 254 characters; required for <c>mailgun</c>.</summary>
    public string? Address { get; init; }

    /// <summary>Subject of the e-mails, at most 256 characters; for <c>mailgun</c>. It is not stored, because no e-mail is sent.</summary>
    public string? Subject { get; init; }
}
