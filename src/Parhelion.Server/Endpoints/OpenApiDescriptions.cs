using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>Holds the descriptions of tags and path parameters for the OpenAPI document. The method <see cref="ProducesProblems"/> declares the error responses
/// of a route.</summary>
internal static class OpenApiDescriptions
{
    /// <summary>Returns the description of a tag.</summary>
    public static string OfTag(string? tag) => tag switch
    {
        "Apps" => "Apps. Each has its own users, conversations, attachments and keys.",
        "App Keys" => "Keys of an app. They give access to that app only.",
        "Account Keys" => "Keys of the account, an extension of Parhelion. They give access to all apps.",
        "Attachments" => "Files: upload them, list them, remove them, read private ones, upload without a key, and list the receipts of deleted ones.",
        "Uploads" => "Resumable uploads: continue them, get the number of stored bytes, and cancel them.",
        "Users" => "The people who write messages. They are identified by their id or by your own external id.",
        "Clients" => "The ways on which messages reach a user: links to channels, and SDKs.",
        "Devices" => "The devices on which a user runs an SDK.",
        "Conversations" => "Conversations of one or more users.",
        "Participants" => "The users who take part in a conversation.",
        "Messages" => "Messages of a conversation, of all types.",
        "Activities" => "What users do in a conversation other than writing messages: reading and typing.",
        "Integrations" => "Custom integrations of an app, and its channels.",
        "Custom Integration API Keys" => "Keys of a custom integration.",
        "Simulator" => "Simulated channels, an extension of Parhelion: what would have been sent to WhatsApp and other channels, and what users write there.",
        "Webhooks" => "URLs that the server calls when an event occurs.",
        "Switchboards" => "The switchboard of an app, which decides which integration is in control of a conversation and gets its events.",
        "Switchboard Integrations" => "The integrations that are parts of a switchboard.",
        "Switchboard Actions" => "Control of a conversation: pass it, offer it, accept it and release it.",
        "Audit" => "The audit log, an extension of Parhelion: who did what to keys, apps, integrations and private files, and who deleted what.",
        "OAuth" => "Access of other programs to an app, and information about the credentials of a request.",
        _ => $"{tag}.",
    };

    /// <summary>Returns the description of a path parameter.</summary>
    public static string OfPathParameter(string name) => name switch
    {
        "userIdOrExternalId" => "The id or the external id of the user.",
        "zendeskId" => "The id of the user in Zendesk.",
        _ => $"The {name}.",
    };

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ErrorResponse>(status);
        return route;
    }
}
