using System.Globalization;
using Parhelion.Core;
using Parhelion.Core.Catalog;

namespace Parhelion.Server.WebConsole;

/// <summary>Holds the filter from the form above the audit log of the web console. A field with an invalid value stays in the form, but does not filter the
/// list.</summary>
/// <param name="App">Id of an app.</param>
/// <param name="Action">One of <see cref="AuditActions"/>.</param>
/// <param name="Since">The first day whose entries are listed, as <c>yyyy-MM-dd</c> (UTC).</param>
/// <param name="Until">The last day whose entries are listed, as <c>yyyy-MM-dd</c> (UTC).</param>
/// <param name="After">The cursor of the page of the list; <c>null</c> for the first page.</param>
public sealed record AuditLogSearchForm(string App, string Action, string Since, string Until, string? After)
{
    private const int MaxLength = 64;

    /// <summary>Whether the form is empty.</summary>
    public bool IsEmpty => App.Length + Action.Length + Since.Length + Until.Length == 0;

    internal static AuditLogSearchForm Of(IQueryCollection query) => new(
        Text(query, "app"), Text(query, "action"), Text(query, "since"), Text(query, "until"), ObjectId.IsValid(Text(query, "after")) ? Text(query, "after") : null);

    internal AuditFilter ToFilter() => new()
    {
        AppId = ObjectId.IsValid(App) ? App : null,
        Action = AuditActions.All.Contains(Action) ? Action : null,
        CreatedAfter = DayOf(Since),
        CreatedBefore = DayOf(Until)?.AddDays(1),
    };

    internal string QueryAfter(string cursor)
    {
        (string Name, string Value)[] fields = [("app", App), ("action", Action), ("since", Since), ("until", Until), ("after", cursor)];
        return string.Join('&', fields.Where(field => field.Value.Length > 0).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value)}"));
    }

    private static DateTimeOffset? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) : null;

    private static string Text(IQueryCollection query, string name)
    {
        var text = query[name].ToString().Trim();
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
