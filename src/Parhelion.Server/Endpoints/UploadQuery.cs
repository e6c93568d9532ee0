using Parhelion.Core;
using Parhelion.Protocol;

namespace Parhelion.Server.Endpoints;

/// <summary>What the query of an upload says.</summary>
/// <param name="ForMessage">Whether <c>for=message</c> was given: the file dies with its message.</param>
/// <param name="ConversationId">The conversation that it belongs to, if any.</param>
internal sealed record UploadQuery(bool ForMessage, string? ConversationId)
{
    /// <exception cref="ProblemException">400: names the parameter that is missing, repeated or wrong.</exception>
    public static UploadQuery Parse(IQueryCollection query)
    {
        switch (Single(query, "access"))
        {
            case null: throw Fault("Missing required query parameter 'access'");
            case "public": break;
            case "private": throw Fault("Query parameter 'access' is 'private', which this server does not support; use 'public'");
            default: throw Fault("Query parameter 'access' should be 'public'");
        }

        var purpose = Single(query, "for");
        if (purpose is not (null or "message")) throw Fault("Query parameter 'for' should be 'message'");
        var conversation = Single(query, "conversationId");
        if (conversation is not null && !ObjectId.IsValid(conversation))
        {
            throw Fault("Query parameter 'conversationId' should have 24 lower-case hexadecimal characters");
        }

        return new UploadQuery(purpose is not null, conversation);
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
