using System.Globalization;

namespace Parhelion.Protocol;

/// <summary>Every problem the server answers with, in one place. Titles that the original API documents are reproduced literally.</summary>
public static class Problems
{
    /// <summary>400: without a key of the account nobody can manage apps.</summary>
    public static readonly Problem LastAccountKey = BadRequest("The last key of the account cannot be deleted; create another one first");

    /// <summary>No <c>Authorization</c> header.</summary>
    public static readonly Problem AuthorizationRequired = new(401, ProblemCodes.Unauthorized, "Authorization is required");

    /// <summary>Credentials of any kind that do not hold. One text for all, so that nothing tells which part was wrong.</summary>
    public static readonly Problem InvalidCredentials = new(401, ProblemCodes.Unauthorized, "Invalid credentials");

    /// <summary>Good credentials whose scope does not cover the operation or the app.</summary>
    public static readonly Problem Forbidden = new(403, ProblemCodes.Forbidden, "Forbidden");

    /// <summary>The app in the path does not exist.</summary>
    public static readonly Problem AppNotFound = new(404, ProblemCodes.AppNotFound, "App not found");

    /// <summary>The conversation does not exist in this app.</summary>
    public static readonly Problem ConversationNotFound = new(404, ProblemCodes.ConversationNotFound, "Conversation not found");

    /// <summary>No attachment of this app lives at the media URL.</summary>
    public static readonly Problem AttachmentNotFound = new(404, ProblemCodes.NotFound, "Attachment not found");

    /// <summary>The user does not exist in this app.</summary>
    public static readonly Problem UserNotFound = new(404, ProblemCodes.UserNotFound, "User not found");

    /// <summary>The integration does not exist in this app.</summary>
    public static readonly Problem IntegrationNotFound = new(404, ProblemCodes.IntegrationNotFound, "Integration not found");

    /// <summary>Only integrations of type <c>custom</c> exist.</summary>
    public static readonly Problem InvalidIntegrationType = BadRequest("Invalid integration type");

    /// <summary>Another user of the app has this external id.</summary>
    public static readonly Problem UserExists = new(409, ProblemCodes.Conflict, "User already exists");

    /// <summary>Whoever is to leave is not there.</summary>
    public static readonly Problem NotAMember = new(404, ProblemCodes.NotFound, "User is not a member of the conversation");

    /// <summary>The conversation has as many participants as it can have.</summary>
    public static readonly Problem TooManyParticipants = BadRequest("Too many participants");

    /// <summary>The message does not exist in this conversation.</summary>
    public static readonly Problem MessageNotFound = new(404, ProblemCodes.NotFound, "Message not found");

    /// <summary>No such key, or no such route; and no such conversation when its messages are listed.</summary>
    public static readonly Problem ResourceNotFound = new(404, ProblemCodes.NotFound, "Resource not found");

    /// <summary>The method is not one of those in the <c>Allow</c> header.</summary>
    public static readonly Problem MethodNotAllowed = new(405, ProblemCodes.MethodNotAllowed, "Method not allowed");

    /// <summary>A precondition of the request does not hold for the file.</summary>
    public static readonly Problem PreconditionFailed = new(412, ProblemCodes.PreconditionFailed, "Precondition failed");

    /// <summary>The request target is longer than the server reads.</summary>
    public static readonly Problem UriTooLong = new(414, ProblemCodes.UriTooLong, "Request URI is too long");

    /// <summary>The header fields are larger or more than the server reads.</summary>
    public static readonly Problem HeadersTooLarge = new(431, ProblemCodes.HeadersTooLarge, "Request header fields are too large");

    /// <summary>The client sent too little of the body for too long. Nothing was stored.</summary>
    public static readonly Problem RequestTimeout = new(408, ProblemCodes.RequestTimeout, "The body of the request stopped coming");

    /// <summary>The extension of the file name is not on the list, or there is none.</summary>
    public static readonly Problem ExtensionNotAllowed = Unsupported("File rejected. File extension not allowed");

    /// <summary>The bytes are of no type that the server can tell.</summary>
    public static readonly Problem TypeNotRetrieved = Unsupported("File rejected. File type could not be retrieved");

    /// <summary>The bytes are of a type that is not on the list.</summary>
    public static readonly Problem TypeNotAllowed = Unsupported("File rejected. File type not allowed");

    /// <summary>The body of the operation is JSON and has to say so.</summary>
    public static readonly Problem JsonRequired = Unsupported("Content-Type must be application/json");

    /// <summary>The disk is full. Nothing was stored.</summary>
    public static readonly Problem InsufficientStorage = new(507, ProblemCodes.InsufficientStorage, "Not enough storage space; nothing was stored");

    /// <summary>A store is out of reach. Nothing was changed.</summary>
    public static readonly Problem Unavailable = new(503, ProblemCodes.ServiceUnavailable, "The service is temporarily unavailable");

    /// <summary>A fault of the server; the request id is in the <c>X-Request-Id</c> header.</summary>
    public static Problem Internal(string requestId) => new(500, ProblemCodes.InternalError, $"Internal error; request id {requestId}");

    /// <summary>400 with a title that names what is wrong.</summary>
    public static Problem BadRequest(string title) => new(400, ProblemCodes.BadRequest, title);

    /// <summary>415 with a title that says what would be right.</summary>
    public static Problem Unsupported(string title) => new(415, ProblemCodes.UnsupportedMediaType, title);

    /// <summary>416 that says how long the file is.</summary>
    public static Problem RangeNotSatisfiable(long size) =>
        new(416, ProblemCodes.RangeNotSatisfiable, string.Create(CultureInfo.InvariantCulture, $"The file has {size} bytes"));

    /// <summary>413 that names the limit. The API's file limit is 50 MB and its JSON limit 100 KB.</summary>
    /// <param name="what">What is too large: "File", "JSON body".</param>
    /// <param name="limit">The limit in bytes.</param>
    public static Problem TooLarge(string what, long limit) =>
        new(413, ProblemCodes.PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"{what} is larger than {limit} bytes"));

    /// <summary>413 for a form with too much beside its file; the title says what.</summary>
    public static Problem FormTooLarge(string title) => new(413, ProblemCodes.PayloadTooLarge, title);

    /// <summary>423: the conversation has as many messages as it can have. Deleting all of them makes room.</summary>
    public static Problem MessageLimit(int limit) =>
        new(423, ProblemCodes.Locked, string.Create(CultureInfo.InvariantCulture, $"Message limit of {limit} per conversation reached."));

    /// <summary>400: the first personal conversation of a user stays as long as the user.</summary>
    public static Problem ConversationIsDefault(string id) => BadRequest($"Conversation {id} cannot be deleted because it is the default.");

    /// <summary>400: a message carries a media URL of this server at which nothing of its app lives.</summary>
    /// <param name="field">The field that holds the URL, such as <c>content.mediaUrl</c>.</param>
    /// <param name="url">The URL as it was sent.</param>
    public static Problem NoSuchMedia(string field, string url) => BadRequest($"No attachment of this app is at '{field}': {url}");

    /// <summary>400: the URL of a file is asked for, and this server never gave that one out.</summary>
    public static readonly Problem NotAMediaUrl = BadRequest("'mediaUrl' should be a media URL of this server");

    /// <summary>400 for a URL that this server never gave out.</summary>
    public static Problem UnsupportedMediaUrl(string url) => BadRequest($"Unsupported media URL for attachment deletion: {url}");
}
