using System.Globalization;

namespace Parhelion.Protocol;

/// <summary>All errors that the server returns. Titles that the API of Sunshine Conversations documents are reproduced literally.</summary>
public static class Problems
{
    /// <summary>400: the last key of the account cannot be deleted, because nobody could manage apps without it.</summary>
    public static readonly Problem LastAccountKey = BadRequest("The last key of the account cannot be deleted. Create another one first");

    /// <summary>401: the request has no <c>Authorization</c> header.</summary>
    public static readonly Problem AuthorizationRequired = new(401, ProblemCodes.Unauthorized, "Authorization is required");

    /// <summary>401: the credentials are invalid. The text is the same for all kinds, so that it does not reveal which part was wrong.</summary>
    public static readonly Problem InvalidCredentials = new(401, ProblemCodes.Unauthorized, "Invalid credentials");

    /// <summary>403: the credentials are valid, but their scope does not cover the operation or the app.</summary>
    public static readonly Problem Forbidden = new(403, ProblemCodes.Forbidden, "Forbidden");

    /// <summary>404: the app in the path does not exist.</summary>
    public static readonly Problem AppNotFound = new(404, ProblemCodes.AppNotFound, "App not found");

    /// <summary>404: the conversation does not exist in this app.</summary>
    public static readonly Problem ConversationNotFound = new(404, ProblemCodes.ConversationNotFound, "Conversation not found");

    /// <summary>404: the app has no live attachment with this media URL.</summary>
    public static readonly Problem AttachmentNotFound = new(404, ProblemCodes.NotFound, "Attachment not found");

    /// <summary>404: the user does not exist in this app.</summary>
    public static readonly Problem UserNotFound = new(404, ProblemCodes.UserNotFound, "User not found");

    /// <summary>404: the client does not exist, or it belongs to another user.</summary>
    public static readonly Problem ClientNotFound = new(404, ProblemCodes.ClientNotFound, "Client not found");

    /// <summary>404: the user has no such device.</summary>
    public static readonly Problem DeviceNotFound = new(404, ProblemCodes.DeviceNotFound, "Device not found");

    /// <summary>400: a client of type <c>sdk</c> is deleted only together with its user.</summary>
    public static readonly Problem SdkClientNotRemovable = BadRequest("Cannot remove a client of type 'sdk'");

    /// <summary>404: the integration does not exist in this app.</summary>
    public static readonly Problem IntegrationNotFound = new(404, ProblemCodes.IntegrationNotFound, "Integration not found");

    /// <summary>400: the API has no integrations of this type.</summary>
    public static readonly Problem InvalidIntegrationType = BadRequest("Invalid integration type");

    /// <summary>400: the integration is a channel, which has no keys.</summary>
    public static readonly Problem KeysOfCustomIntegrationsOnly = BadRequest("API keys are available only for custom integrations");

    /// <summary>400: the integration is a channel, which has no webhooks.</summary>
    public static readonly Problem WebhooksOfCustomIntegrationsOnly = BadRequest("Webhooks are available only for custom integrations");

    /// <summary>400: the user of the conversation has no active client of this integration, or of this type, in it.</summary>
    public static readonly Problem DestinationUnreachable = BadRequest("The user has no client for the destination in the conversation");

    /// <summary>409: the client does not have the status that the change is for.</summary>
    public static readonly Problem ClientStatusConflict = new(409, ProblemCodes.Conflict, "The client has another status");

    /// <summary>400: the integration is no channel.</summary>
    public static readonly Problem ChannelRequired = BadRequest("Users can be simulated only for integrations of a channel, not for custom integrations");

    /// <summary>409: the delivery has reached its user or has failed, or it has this result already.</summary>
    public static readonly Problem DeliveryHasResult = new(409, ProblemCodes.Conflict, "The delivery has this result already, or has ended");

    /// <summary>400: no code of this client, or it has expired, or it was used.</summary>
    public static readonly Problem InvalidAuthorizationCode = BadRequest("Invalid authorization code");

    /// <summary>404: the switchboard does not exist in this app.</summary>
    public static readonly Problem SwitchboardNotFound = new(404, ProblemCodes.SwitchboardNotFound, "Switchboard not found");

    /// <summary>404: the switchboard integration does not exist in this switchboard.</summary>
    public static readonly Problem SwitchboardIntegrationNotFound =
        new(404, ProblemCodes.SwitchboardIntegrationNotFound, "SwitchboardIntegration not found");

    /// <summary>404: a switchboard cannot be enabled before it has a default.</summary>
    public static readonly Problem SwitchboardWithoutDefault =
        new(404, ProblemCodes.SwitchboardIntegrationNotFound, "Enabled switchboard must have an associated default switchboardIntegration");

    /// <summary>400: the app has a switchboard already.</summary>
    public static readonly Problem OneSwitchboard = BadRequest("Only one switchboard can be created per app");

    /// <summary>400: the default of a switchboard cannot be deleted.</summary>
    public static readonly Problem DefaultSwitchboardIntegration =
        BadRequest("The default switchboardIntegration cannot be deleted. Choose another default first");

    /// <summary>400: a switchboard integration that is the next one of another cannot be deleted.</summary>
    public static readonly Problem NextSwitchboardIntegration =
        BadRequest("The switchboardIntegration cannot be deleted because it is the next one of another switchboardIntegration");

    /// <summary>400: the name of a switchboard integration is taken in its switchboard.</summary>
    public static readonly Problem SwitchboardIntegrationNameTaken = BadRequest("Another switchboardIntegration has this name");

    /// <summary>400: the integration is a part of the switchboard already.</summary>
    public static readonly Problem IntegrationAlreadyLinked = BadRequest("Another switchboardIntegration has this integration");

    /// <summary>400: the app has several integrations of the type, so that the type names none of them.</summary>
    public static readonly Problem AmbiguousIntegrationType = BadRequest("Several integrations have this type. Use 'integrationId'");

    /// <summary>400: the app has no switchboard, or it is disabled.</summary>
    public static readonly Problem NoSwitchboard = new(400, ProblemCodes.SwitchboardInvalidAction, "There is no enabled switchboard");

    /// <summary>400: nobody was offered control of the conversation.</summary>
    public static readonly Problem NothingPending = new(400, ProblemCodes.SwitchboardInvalidAction, "There is no pendingSwitchboardIntegration");

    /// <summary>400: the text names no switchboard integration of the switchboard.</summary>
    public static readonly Problem InvalidSwitchboardTarget = new(400, ProblemCodes.SwitchboardInvalidTarget, "Switchboard invalid target");

    /// <summary>400: several switchboard integrations have the type.</summary>
    public static readonly Problem AmbiguousSwitchboardTarget =
        new(400, ProblemCodes.SwitchboardInvalidTarget, "Several switchboard integrations have this type");

    /// <summary>400: the switchboard integration in control has no next one.</summary>
    public static readonly Problem NoNextSwitchboardIntegration =
        new(400, ProblemCodes.SwitchboardInvalidTarget, "There is no next switchboard integration");

    /// <summary>400: the switchboard integration to which control is offered has it already.</summary>
    public static readonly Problem OfferToActive =
        new(400, ProblemCodes.SwitchboardInvalidTarget, "Cannot offer control to the active switchboard integration.");

    /// <summary>409: another user of the app has this external id, Zendesk id or e-mail identity.</summary>
    public static readonly Problem UserExists = new(409, ProblemCodes.Conflict, "User already exists");

    /// <summary>404: the user to remove is not a participant of the conversation.</summary>
    public static readonly Problem NotAMember = new(404, ProblemCodes.NotFound, "User is not a member of the conversation");

    /// <summary>400: the conversation has reached its limit of participants.</summary>
    public static readonly Problem TooManyParticipants = BadRequest("Too many participants");

    /// <summary>404: the message does not exist in this conversation.</summary>
    public static readonly Problem MessageNotFound = new(404, ProblemCodes.NotFound, "Message not found");

    /// <summary>404: the key or the route does not exist, or the conversation whose messages are listed does not exist.</summary>
    public static readonly Problem ResourceNotFound = new(404, ProblemCodes.NotFound, "Resource not found");

    /// <summary>405: the route does not support the method. The <c>Allow</c> header lists the supported methods.</summary>
    public static readonly Problem MethodNotAllowed = new(405, ProblemCodes.MethodNotAllowed, "Method not allowed");

    /// <summary>412: a precondition of the request is false for the file.</summary>
    public static readonly Problem PreconditionFailed = new(412, ProblemCodes.PreconditionFailed, "Precondition failed");

    /// <summary>414: the request target is longer than its limit.</summary>
    public static readonly Problem UriTooLong = new(414, ProblemCodes.UriTooLong, "Request URI is too long");

    /// <summary>431: the request headers exceed the limit of their size or number.</summary>
    public static readonly Problem HeadersTooLarge = new(431, ProblemCodes.HeadersTooLarge, "Request header fields are too large");

    /// <summary>408: the client sent the request body too slowly or not at all. Nothing was stored.</summary>
    public static readonly Problem RequestTimeout = new(408, ProblemCodes.RequestTimeout, "The request body was not received in time");

    /// <summary>415: the extension of the file name is not allowed, or the name has none.</summary>
    public static readonly Problem ExtensionNotAllowed = Unsupported("File rejected. File extension not allowed");

    /// <summary>415: the server cannot detect the type of the bytes.</summary>
    public static readonly Problem TypeNotRetrieved = Unsupported("File rejected. File type could not be retrieved");

    /// <summary>415: the detected type of the bytes is not allowed.</summary>
    public static readonly Problem TypeNotAllowed = Unsupported("File rejected. File type not allowed");

    /// <summary>415: the file is malware, or is on the list of refused files.</summary>
    public static readonly Problem MalwareDetected = new(415, ProblemCodes.MalwareDetected, "File rejected. Malware found");

    /// <summary>415: the app wants metadata to be removed, and it cannot be removed from this file.</summary>
    public static readonly Problem MetadataNotRemovable = new(415, ProblemCodes.MetadataNotRemovable, "File rejected. Metadata could not be removed");

    /// <summary>415: the request body must be declared as JSON.</summary>
    public static readonly Problem JsonRequired = Unsupported("Content-Type must be application/json");

    /// <summary>415: the body is not the form of a page.</summary>
    public static readonly Problem UrlEncodedFormRequired = Unsupported("Content-Type must be application/x-www-form-urlencoded");

    /// <summary>507: the disk is full. Nothing was stored.</summary>
    public static readonly Problem InsufficientStorage = new(507, ProblemCodes.InsufficientStorage, "Not enough storage space; nothing was stored");

    /// <summary>413: with this file the app would have more attachments, or more bytes of them, than its settings allow. Nothing was stored.</summary>
    public static readonly Problem QuotaExceeded = new(413, ProblemCodes.QuotaExceeded, "The file would exceed the quota of the app; nothing was stored");

    /// <summary>410: the resumable upload has expired, was terminated, or was lost.</summary>
    public static readonly Problem UploadGone = new(410, ProblemCodes.UploadGone, "The upload does not exist any more");

    /// <summary>410: the upload link has expired, was used as often as it allows, or its key or conversation was deleted.</summary>
    public static readonly Problem UploadLinkGone = new(410, ProblemCodes.UploadGone, "The upload link cannot be used any more");

    /// <summary>409: bytes were appended to an upload that is complete.</summary>
    public static readonly Problem UploadCompleted = new(409, ProblemCodes.Conflict, "The upload is already complete");

    /// <summary>409: the attachment of an upload was asked for before all bytes came.</summary>
    public static readonly Problem UploadIncomplete = new(409, ProblemCodes.Conflict, "The upload is not complete yet");

    /// <summary>400: requests of one upload disagree about its length, or send more bytes than it has.</summary>
    public static readonly Problem InconsistentUploadLength = BadRequest("The length of the upload is inconsistent");

    /// <summary>460 (tus): the bytes do not have the checksum of the request. They were dropped.</summary>
    public static readonly Problem ChecksumMismatch = new(460, ProblemCodes.BadRequest, "The checksum of the request does not match its bytes");

    /// <summary>503: the database or the blob store is unavailable. Nothing was changed.</summary>
    public static readonly Problem Unavailable = new(503, ProblemCodes.ServiceUnavailable, "The service is temporarily unavailable");

    /// <summary>503: the file could not be scanned for malware. Nothing was stored.</summary>
    public static readonly Problem ScannerUnavailable = new(503, ProblemCodes.ServiceUnavailable, "The file could not be scanned for malware; try again later");

    /// <summary>503: the rendition is not made yet, or too many requests wait for renditions. It is made, or another request makes it.</summary>
    public static readonly Problem RenditionNotReady = new(503, ProblemCodes.ServiceUnavailable, "The rendition is not ready; try again later");

    /// <summary>500: the server failed. The <c>X-Request-Id</c> header has the request id, too.</summary>
    public static Problem Internal(string requestId) => new(500, ProblemCodes.InternalError, $"Internal error; request id {requestId}");

    /// <summary>400 with a title that names the error.</summary>
    public static Problem BadRequest(string title) => new(400, ProblemCodes.BadRequest, title);

    /// <summary>415 with a title that names what the server accepts or refuses.</summary>
    public static Problem Unsupported(string title) => new(415, ProblemCodes.UnsupportedMediaType, title);

    /// <summary>416 with the length of the file in bytes.</summary>
    public static Problem RangeNotSatisfiable(long size) =>
        new(416, ProblemCodes.RangeNotSatisfiable, string.Create(CultureInfo.InvariantCulture, $"The file has {size} bytes"));

    /// <summary>413 with the limit. The limits of the API are 50 MB for a file and 100 KB for a JSON body.</summary>
    /// <param name="what">The part that is too large: "File" or "JSON body".</param>
    /// <param name="limit">The limit in bytes.</param>
    public static Problem TooLarge(string what, long limit) =>
        new(413, ProblemCodes.PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"{what} is larger than {limit} bytes"));

    /// <summary>412 (tus): the request names a version of the protocol that the server does not know.</summary>
    public static readonly Problem UnsupportedTusVersion = new(412, ProblemCodes.BadRequest, "Tus-Resumable should be 1.0.0");

    /// <summary>409: the bytes of a request do not begin where the stored bytes of the upload end.</summary>
    /// <param name="expected">Number of bytes that are stored.</param>
    /// <param name="provided">The offset of the request.</param>
    public static Problem UploadOffsetMismatch(long expected, long provided) =>
        new(409, ProblemCodes.UploadOffsetMismatch, string.Create(CultureInfo.InvariantCulture, $"The upload has {expected} bytes, but the request begins at offset {provided}"));

    /// <summary>429: the app has as many unfinished resumable uploads as it may have.</summary>
    public static Problem TooManyUploads(int limit) =>
        new(429, ProblemCodes.TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"The app has {limit} unfinished uploads, which is the limit"));

    /// <summary>429: the caller sends requests faster than a limit allows. The title names the limit.</summary>
    public static Problem TooManyRequests(string title) => new(429, ProblemCodes.TooManyRequests, title);

    /// <summary>413 for a form whose parts other than the file exceed a limit. The title names the limit.</summary>
    public static Problem FormTooLarge(string title) => new(413, ProblemCodes.PayloadTooLarge, title);

    /// <summary>400: the integration that a user is to be linked to has another type than the criteria.</summary>
    public static Problem WrongIntegrationType(string type) => BadRequest($"'matchCriteria.integrationId' should be the id of an integration of type {type}");

    /// <summary>423: the conversation has reached its message limit. Delete all its messages to post again.</summary>
    public static Problem MessageLimit(int limit) =>
        new(423, ProblemCodes.Locked, string.Create(CultureInfo.InvariantCulture, $"Message limit of {limit} per conversation reached."));

    /// <summary>400: the first personal conversation of a user is deleted only together with the user.</summary>
    public static Problem ConversationIsDefault(string id) => BadRequest($"Conversation {id} cannot be deleted because it is the default.");

    /// <summary>400: the switchboard has as many switchboard integrations as it may have.</summary>
    public static Problem TooManySwitchboardIntegrations(int limit) => new(
        400, ProblemCodes.TooManySwitchboardIntegrations,
        string.Create(CultureInfo.InvariantCulture, $"Switchboard has reached the max number of switchboard integrations ({limit})"));

    /// <summary>400: a message has a media URL of this server, but its app has no live attachment with this URL.</summary>
    /// <param name="field">The field that contains the URL, such as <c>content.mediaUrl</c>.</param>
    /// <param name="url">The URL as it was sent.</param>
    public static Problem NoSuchMedia(string field, string url) => BadRequest($"The media URL in '{field}' does not belong to an attachment of this app: {url}");

    /// <summary>400: the request needs a media URL, and this server never issued the given URL.</summary>
    public static readonly Problem NotAMediaUrl = BadRequest("'mediaUrl' should be a media URL of this server");

    /// <summary>400: the URL to delete is not a media URL that this server issued.</summary>
    public static Problem UnsupportedMediaUrl(string url) => BadRequest($"Unsupported media URL for attachment deletion: {url}");
}
