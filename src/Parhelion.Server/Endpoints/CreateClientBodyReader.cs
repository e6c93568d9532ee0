using System.Net.Mail;
using System.Text.RegularExpressions;
using Parhelion.Core;
using Parhelion.Core.Conversations;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads and validates the body of a request that creates a client. In the API, a client is the link between a user and a channel, such as
/// WhatsApp.</summary>
internal static partial class CreateClientBodyReader
{
    // RFC 5321, 4.5.3.1.3: the longest path without its angle brackets.
    private const int MaxAddress = 254;

    /// <summary>Reads the body; <c>null</c> if it has a fault, which is collected.</summary>
    public static ClientDraft? Draft(JsonBody body)
    {
        var criteria = body.RequiredObject("matchCriteria");
        var confirmation = body.RequiredObject("confirmation");
        var target = body.RequiredObject("target");
        var type = criteria?.RequiredChoice("type", ClientTypes.Mailgun, ClientTypes.MessageBird, ClientTypes.Twilio, ClientTypes.WhatsApp) ?? "";
        var integrationId = criteria is null ? "" : Id(criteria, "integrationId");
        var isPrimary = criteria?.OptionalBoolean("primary") ?? true;
        var externalId = criteria is null || type.Length == 0 ? null : type == ClientTypes.Mailgun ? Address(criteria) : PhoneNumber(criteria);
        var confirmed = confirmation?.RequiredChoice("type", ClientConfirmation.Immediate, ClientConfirmation.UserActivity, ClientConfirmation.Prompt) ?? "";
        if (confirmation?.OptionalObject("message") is { } message) MessageBodyReader.CheckConfirmation(message);
        var conversationId = target is null ? "" : Id(target, "conversationId");
        return externalId is null ? null : new ClientDraft(type, integrationId, externalId, conversationId, isPrimary, confirmed == ClientConfirmation.Immediate);
    }

    /// <summary>Whether a text is the address of one mailbox, without a display name, a comment or a NUL character.</summary>
    public static bool IsAddress(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text && !text.Contains('\0');

    // Text that is no id names nothing, as everywhere; it must not reach the database, which may refuse a NUL.
    private static string Id(JsonFields fields, string name)
    {
        var id = fields.RequiredText(name, 1, 1024);
        return ObjectId.IsValid(id) ? id : "";
    }

    private static string? Address(JsonFields criteria)
    {
        criteria.OptionalText("subject", 1, 256);
        var address = criteria.RequiredText("address", 1, MaxAddress);
        if (address.Length > 0 && !IsAddress(address)) criteria.Reject($"'{criteria.PathOf("address")}' should be an e-mail address");
        return UserService.NormalizeEmail(address);
    }

    private static string? PhoneNumber(JsonFields criteria)
    {
        var given = criteria.RequiredText("phoneNumber", 1, 64);
        var number = Separators().Replace(given, "");
        if (given.Length > 0 && !InternationalNumber().IsMatch(number)) criteria.Reject($"'{criteria.PathOf("phoneNumber")}' should be a phone number with + and the country code");
        return number;
    }

    [GeneratedRegex("[ .()-]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    // E.164: at most 15 digits, of which the first is no zero.
    [GeneratedRegex(@"\A\+[1-9][0-9]{5,14}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InternationalNumber();
}
