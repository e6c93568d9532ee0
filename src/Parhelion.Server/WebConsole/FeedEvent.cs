namespace Parhelion.Server.WebConsole;

/// <summary>One server-sent event of a feed.</summary>
/// <param name="Data">What the page gets, such as a line of HTML.</param>
/// <param name="Id">What a browser that connects again sends as <c>Last-Event-ID</c>; <c>null</c>: none.</param>
/// <param name="Name">The type of the event; <c>null</c> for a line of the list.</param>
internal sealed record FeedEvent(string Data, long? Id = null, string? Name = null)
{
    public override string ToString() => $"{(Name is null ? "" : $"event: {Name}\n")}{(Id is null ? "" : $"id: {Id}\n")}data: {Data.ReplaceLineEndings(" ")}\n\n";
}
