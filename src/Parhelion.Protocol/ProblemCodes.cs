namespace Parhelion;

/// <summary>The values of <c>errors[].code</c>. Codes of Sunshine Conversations keep their spelling. The other codes are Parhelion's own.</summary>
public static class ProblemCodes
{
    /// <summary>400: a parameter, header or body is missing or malformed.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>401: the credentials are missing or invalid.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: the credentials are valid, but do not allow this call.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: the route, attachment, key, message or participant does not exist.</summary>
    public const string NotFound = "not_found";

    /// <summary>404: the app does not exist.</summary>
    public const string AppNotFound = "app_not_found";

    /// <summary>404: the conversation does not exist.</summary>
    public const string ConversationNotFound = "conversation_not_found";

    /// <summary>404: the user does not exist.</summary>
    public const string UserNotFound = "user_not_found";

    /// <summary>404: the client does not exist.</summary>
    public const string ClientNotFound = "client_not_found";

    /// <summary>404: the device does not exist.</summary>
    public const string DeviceNotFound = "device_not_found";

    /// <summary>404: the integration does not exist.</summary>
    public const string IntegrationNotFound = "integration_not_found";

    /// <summary>404: the switchboard does not exist.</summary>
    public const string SwitchboardNotFound = "switchboard_not_found";

    /// <summary>404: the switchboard integration does not exist.</summary>
    public const string SwitchboardIntegrationNotFound = "switchboard_integration_not_found";

    /// <summary>400: the switchboard has as many switchboard integrations as it may have.</summary>
    public const string TooManySwitchboardIntegrations = "too_many_switchboard_integrations";

    /// <summary>400: control of the conversation cannot be accepted, passed or offered now.</summary>
    public const string SwitchboardInvalidAction = "switchboard_invalid_action";

    /// <summary>400: control of the conversation cannot go to this switchboard integration.</summary>
    public const string SwitchboardInvalidTarget = "switchboard_invalid_target";

    /// <summary>405: the route exists, but does not support the method.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>409: the object exists already, such as a user with the same external id.</summary>
    public const string Conflict = "conflict";

    /// <summary>409: the bytes of a resumable upload do not begin where the last ones ended.</summary>
    public const string UploadOffsetMismatch = "upload_offset_mismatch";

    /// <summary>410: a resumable upload or an upload link that has expired, was used up, or was terminated.</summary>
    public const string UploadGone = "upload_gone";

    /// <summary>412: the condition in <c>If-Match</c> or <c>If-Unmodified-Since</c> is false.</summary>
    public const string PreconditionFailed = "precondition_failed";

    /// <summary>413: the file or the JSON body is larger than its limit.</summary>
    public const string PayloadTooLarge = "payload_too_large";

    /// <summary>413: the app has as many attachments, or bytes of them, as it may have.</summary>
    public const string QuotaExceeded = "quota_exceeded";

    /// <summary>414: the request line is longer than its limit.</summary>
    public const string UriTooLong = "uri_too_long";

    /// <summary>415: the body has the wrong media type, or the file rules refuse the file.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>415: the malware scanner of the server has found something, or the file is on its list of refused files.</summary>
    public const string MalwareDetected = "malware_detected";

    /// <summary>415: the app wants metadata to be removed, and it cannot be removed from this file.</summary>
    public const string MetadataNotRemovable = "metadata_not_removable";

    /// <summary>416: the range is outside the file.</summary>
    public const string RangeNotSatisfiable = "range_not_satisfiable";

    /// <summary>408: the client sent the request body too slowly or not at all.</summary>
    public const string RequestTimeout = "request_timeout";

    /// <summary>423: the conversation has reached its message limit.</summary>
    public const string Locked = "locked";

    /// <summary>429: the caller has too many uploads open, or sends requests too fast. <c>Retry-After</c> says when to try again.</summary>
    public const string TooManyRequests = "too_many_requests";

    /// <summary>431: the request headers are larger than their limit.</summary>
    public const string HeadersTooLarge = "request_header_fields_too_large";

    /// <summary>500: the server failed. The operator can find the cause in the log by the request id.</summary>
    public const string InternalError = "internal_error";

    /// <summary>503: the database or the blob store is unavailable, or the server is stopping. Try again later.</summary>
    public const string ServiceUnavailable = "service_unavailable";

    /// <summary>507: the disk is full.</summary>
    public const string InsufficientStorage = "insufficient_storage";
}
