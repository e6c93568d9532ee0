namespace Parhelion.Protocol;

/// <summary>The values of <c>errors[].code</c>. Those of the original API keep their spelling; the last group is Parhelion's own.</summary>
public static class ProblemCodes
{
    /// <summary>400: a parameter, header or body is missing or malformed.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>401: no credentials, or credentials that do not hold.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: good credentials that may not do this.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404: no such route, attachment, key, message or member.</summary>
    public const string NotFound = "not_found";

    /// <summary>404: no such app.</summary>
    public const string AppNotFound = "app_not_found";

    /// <summary>404: no such conversation.</summary>
    public const string ConversationNotFound = "conversation_not_found";

    /// <summary>404: no such user.</summary>
    public const string UserNotFound = "user_not_found";

    /// <summary>404: no such integration.</summary>
    public const string IntegrationNotFound = "integration_not_found";

    /// <summary>405: the route exists, the method does not.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>409: it is there already.</summary>
    public const string Conflict = "conflict";

    /// <summary>412: <c>If-Match</c> or <c>If-Unmodified-Since</c> does not hold.</summary>
    public const string PreconditionFailed = "precondition_failed";

    /// <summary>413: a file or a JSON body over its limit.</summary>
    public const string PayloadTooLarge = "payload_too_large";

    /// <summary>414: a request line over its limit.</summary>
    public const string UriTooLong = "uri_too_long";

    /// <summary>415: a body of the wrong media type, or a file that the file rules refuse.</summary>
    public const string UnsupportedMediaType = "unsupported_media_type";

    /// <summary>416: a range that lies outside the file.</summary>
    public const string RangeNotSatisfiable = "range_not_satisfiable";

    /// <summary>408: the body of the request stopped coming.</summary>
    public const string RequestTimeout = "request_timeout";

    /// <summary>423: the conversation takes no further message.</summary>
    public const string Locked = "locked";

    /// <summary>431: header fields over their limit.</summary>
    public const string HeadersTooLarge = "request_header_fields_too_large";

    /// <summary>500: a fault of the server. The request id leads an operator to it.</summary>
    public const string InternalError = "internal_error";

    /// <summary>503: a store is out of reach, or the server is stopping; try again.</summary>
    public const string ServiceUnavailable = "service_unavailable";

    /// <summary>507: the disk is full.</summary>
    public const string InsufficientStorage = "insufficient_storage";
}
