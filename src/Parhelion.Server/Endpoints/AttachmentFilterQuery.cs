using System.Text.RegularExpressions;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Parses the query parameters that filter a list of attachments, such as <c>filter[mediaType]</c>.</summary>
internal static partial class AttachmentFilterQuery
{
    private const string ConversationId = "filter[conversationId]";
    private const string MediaType = "filter[mediaType]";
    private const string Access = "filter[access]";
    private const string Name = "filter[name]";
    private const string CreatedAfter = "filter[createdAfter]";
    private const string CreatedBefore = "filter[createdBefore]";

    private static readonly string[] Known = [ConversationId, MediaType, Access, Name, CreatedAfter, CreatedBefore];

    /// <exception cref="ProblemException">Status 400, with the name of the parameter that is unknown, repeated or wrong. A misspelled filter is refused,
    /// because a caller may delete everything that the list returns.</exception>
    public static AttachmentFilter Parse(IQueryCollection query)
    {
        FilterQuery.RefuseUnknown(query, Known);
        return new AttachmentFilter
        {
            ConversationId = FilterQuery.Text(query, ConversationId, text => ObjectId.IsValid(text), "have 24 lower-case hexadecimal characters"),
            MediaType = FilterQuery.Text(query, MediaType, MediaTypePattern().IsMatch, "be a media type such as image/png or image/*"),
            IsPrivate = FilterQuery.Text(query, Access, text => text is AttachmentAccessNames.Public or AttachmentAccessNames.Private, "be 'public' or 'private'") is { } access
                ? access == AttachmentAccessNames.Private
                : null,
            Name = FilterQuery.Text(query, Name, IsPartOfName, $"be 1 to {FileName.MaxBytes} characters without NUL"),
            CreatedAfter = FilterQuery.Time(query, CreatedAfter),
            CreatedBefore = FilterQuery.Time(query, CreatedBefore),
        };
    }

    private static bool IsPartOfName(string text) => text.Length is > 0 and <= FileName.MaxBytes && !text.Contains('\0');

    // RFC 6838, 4.2: the characters of a type and a subtype.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/(\*|[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaTypePattern();
}
