using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>Metadata: the endpoint takes the query and the multipart body of an upload.</summary>
internal sealed record UploadDescription;

/// <summary>Metadata: the endpoint takes a media token and no credentials of the API.</summary>
internal sealed record MediaTokenDescription;

/// <summary>Metadata: the endpoint takes the page parameters.</summary>
/// <param name="IsFixed">Whether all pages have the same size.</param>
internal sealed record PagedDescription(bool IsFixed = false);

/// <summary>Metadata: the endpoint takes the brand that an external id belongs to.</summary>
internal sealed record BrandDescription;

/// <summary>Metadata: the endpoint lists what belongs to one user.</summary>
internal sealed record UserFilterDescription;

/// <summary>Metadata: the endpoint lists what belongs to one media URL, if one is given.</summary>
internal sealed record MediaUrlFilterDescription;

/// <summary>What the routes say of themselves, for the OpenAPI document.</summary>
internal static class RouteDescriptions
{
    /// <summary>What the operations of a tag are about.</summary>
    public static string OfTag(string? tag) => tag switch
    {
        "Apps" => "Apps: each has its own users, conversations, attachments and keys.",
        "App Keys" => "Keys of an app. They open that app and no other.",
        "Attachments" => "Files: upload them, remove them, read them when they are private, and see that they are gone.",
        "Users" => "The people who write, by their id or your own.",
        "Conversations" => "Conversations of one or more users.",
        "Participants" => "The users of a conversation.",
        "Messages" => "Messages of a conversation, of all types.",
        "Activities" => "What goes on in a conversation beside messages, such as typing.",
        "Integrations" => "Custom integrations of an app.",
        "Custom Integration API Keys" => "Keys of a custom integration.",
        "Webhooks" => "URLs that are called when something happens.",
        "OAuth" => "What the credentials of a request open.",
        _ => $"{tag}.",
    };

    /// <summary>What a parameter of a path is.</summary>
    public static string OfPathParameter(string name) => name switch
    {
        "userIdOrExternalId" => "The id of the user, or the external id.",
        _ => $"The {name}.",
    };

    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses) route.Produces<ErrorResponse>(status);
        return route;
    }
}
