namespace Parhelion.Server.WebConsole;

/// <summary>One server-sent event that <see cref="ConsoleFeed"/> sends to an open page of the web console.</summary>
/// <param name="Data">The data that the web page gets, such as a line of HTML.</param>
/// <param name="Id">The id that a browser sends as <c>Last-Event-ID</c> when it connects again; <c>null</c> for no id.</param>
/// <param name="Name">The type of the event; <c>null</c> if the event is a line that the page adds to its list.</param>
internal sealed record FeedEvent(string Data, long? Id = null, string? Name = null)
{
    public override string ToString() => $"{(Name is null ? "" : $"event: {Name}\n")}{(Id is null ? "" : $"id: {Id}\n")}data: {Data.ReplaceLineEndings(" ")}\n\n";
}
