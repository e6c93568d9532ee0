using System.Globalization;
using Parhelion.Core;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>Holds the filter from the form above the attachment gallery of the web console. A field with an invalid value stays in the form, but does not
/// filter the gallery.</summary>
/// <param name="Name">A part of the file name.</param>
/// <param name="Type">A media type, such as <c>image/*</c>.</param>
/// <param name="Access"><c>public</c>, <c>private</c> or empty.</param>
/// <param name="Since">The first day whose uploads are shown, as <c>yyyy-MM-dd</c> (UTC).</param>
/// <param name="Conversation">Id of a conversation.</param>
/// <param name="IsTable">Whether the attachments are shown as a table.</param>
/// <param name="After">The cursor of the page of the gallery; <c>null</c> for the first page.</param>
public sealed record GalleryFilter(string Name, string Type, string Access, string Since, string Conversation, bool IsTable, string? After)
{
    private const int MaxLength = 255;

    /// <summary>The media types that the form offers.</summary>
    public static readonly IReadOnlyList<(string Value, string Text)> Types =
        [("", Texts.AllTypes), ("image/*", Texts.Images), ("video/*", Texts.Films), ("audio/*", Texts.Sound), ("application/pdf", Texts.Pdf), ("text/*", Texts.PlainText)];

    /// <summary>Whether the form is empty.</summary>
    public bool IsEmpty => Name.Length + Type.Length + Access.Length + Since.Length + Conversation.Length == 0;

    internal static GalleryFilter Of(IQueryCollection query) => new(
        Text(query, "find"), Text(query, "type"), Text(query, "access"), Text(query, "since"), Text(query, "conversation"), Text(query, "view") == "table", ObjectId.IsValid(Text(query, "after")) ? Text(query, "after") : null);

    internal AttachmentFilter ToFilter() => new()
    {
        Name = Name.Length > 0 ? Name : null,
        MediaType = Types.Any(type => type.Value == Type) && Type.Length > 0 ? Type : null,
        IsPrivate = Access switch { "private" => true, "public" => false, _ => null },
        CreatedAfter = DateOnly.TryParseExact(Since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null,
        ConversationId = ObjectId.IsValid(Conversation) ? Conversation : null,
    };

    /// <summary>The query of the same attachments in the other view.</summary>
    public string QueryOfOtherView => QueryOf(IsTable ? "" : "table", "");

    internal string QueryAfter(string cursor) => QueryOf(IsTable ? "table" : "", cursor);

    private string QueryOf(string view, string cursor)
    {
        (string Name, string Value)[] fields = [("find", Name), ("type", Type), ("access", Access), ("since", Since), ("conversation", Conversation), ("view", view), ("after", cursor)];
        return string.Join('&', fields.Where(field => field.Value.Length > 0).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
    }

    private static string Text(IQueryCollection query, string name)
    {
        var text = query[name].ToString().Replace("\0", "", StringComparison.Ordinal).Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
