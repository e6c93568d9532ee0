using System.Text.RegularExpressions;
using Parhelion.Core;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Protocol;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Parses the filters of a list of attachments.</summary>
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
    /// because a caller may delete everything that the list returns. Names of parameters are compared without their case, as by the framework.</exception>
    public static AttachmentFilter Parse(IQueryCollection query)
    {
        foreach (var key in query.Keys)
        {
            if (key.StartsWith("filter[", StringComparison.OrdinalIgnoreCase) && !Known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                throw Fault($"Query parameter '{key}' is unknown. Known parameters: {string.Join(", ", Known)}");
            }
        }

        return new AttachmentFilter
        {
            ConversationId = Checked(query, ConversationId, text => ObjectId.IsValid(text), "have 24 lower-case hexadecimal characters"),
            MediaType = Checked(query, MediaType, MediaTypePattern().IsMatch, "be a media type such as image/png or image/*"),
            IsPrivate = Checked(query, Access, text => text is AttachmentAccessNames.Public or AttachmentAccessNames.Private, "be 'public' or 'private'") is { } access
                ? access == AttachmentAccessNames.Private
                : null,
            Name = Checked(query, Name, IsPartOfName, $"be 1 to {FileName.MaxBytes} characters without NUL"),
            CreatedAfter = Time(query, CreatedAfter),
            CreatedBefore = Time(query, CreatedBefore),
        };
    }

    private static bool IsPartOfName(string text) => text.Length is > 0 and <= FileName.MaxBytes && !text.Contains('\0');

    private static DateTimeOffset? Time(IQueryCollection query, string name)
    {
        DateTimeOffset time = default;
        return Checked(query, name, text => Rfc3339.TryParse(text, out time), "be an RFC 3339 time such as 2026-05-01T12:00:00Z. Encode + as %2B") is null ? null : time;
    }

    private static string? Checked(IQueryCollection query, string name, Predicate<string> isValid, string rule)
    {
        var values = query[name];
        if (values.Count > 1) throw Fault($"Query parameter '{name}' was given {values.Count} times");
        if (values.Count == 0) return null;
        return isValid(values[0] ?? "") ? values[0] : throw Fault($"Query parameter '{name}' should {rule}");
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));

    // RFC 6838, 4.2: the characters of a type and a subtype.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/(\*|[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaTypePattern();
}
