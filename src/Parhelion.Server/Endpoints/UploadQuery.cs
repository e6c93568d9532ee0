using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>The parsed query parameters of an upload request.</summary>
/// <param name="IsPrivate">Whether <c>access</c> is <c>private</c>; <c>null</c> if <c>access</c> was not given.</param>
/// <param name="ForMessage">Whether <c>for=message</c> was given. Then the attachment is deleted with its message.</param>
/// <param name="ConversationId">The conversation that the attachment belongs to, if any.</param>
internal sealed record UploadQuery(bool? IsPrivate, bool ForMessage, string? ConversationId)
{
    /// <summary>The error when neither the upload nor its app says who may read the file.</summary>
    public static readonly Problem AccessMissing = Problems.BadRequest("Missing required query parameter 'access'");

    /// <exception cref="ProblemException">Status 400, with the name of the parameter that is repeated or wrong.</exception>
    public static UploadQuery Parse(IQueryCollection query)
    {
        var access = Single(query, "access");
        if (access is not (null or AttachmentAccessNames.Public or AttachmentAccessNames.Private)) throw Fault("Query parameter 'access' should be 'public' or 'private'");
        var purpose = Single(query, "for");
        if (purpose is not (null or "message")) throw Fault("Query parameter 'for' should be 'message'");
        var conversation = Single(query, "conversationId");
        if (conversation is not null && !ObjectId.IsValid(conversation))
        {
            throw Fault("Query parameter 'conversationId' should have 24 lower-case hexadecimal characters");
        }

        return new UploadQuery(access is null ? null : access == AttachmentAccessNames.Private, purpose is not null, conversation);
    }

    private static string? Single(IQueryCollection query, string name)
    {
        var values = query[name];
        return values.Count switch
        {
            0 => null,
            1 => values[0],
            _ => throw Fault($"Query parameter '{name}' was given {values.Count} times"),
        };
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
