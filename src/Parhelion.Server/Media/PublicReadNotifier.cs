namespace Parhelion.Server.Media;

/// <summary>
/// Tells each <see cref="PublicReadCounter"/> which public files this node delivers. To show the reads of an app, the feed of the web console creates a counter.
/// Reads of private files are in the audit log (<see cref="PrivateReadAudit"/>).
/// </summary>
/// <remarks>While there is no counter, the class only reads one field for each delivery.</remarks>
internal sealed class PublicReadNotifier
{
    private readonly Lock gate = new();
    private volatile PublicReadCounter[]? watches;

    /// <summary>Begins to watch an app, until the result is disposed.</summary>
    public PublicReadCounter Watch(string appId)
    {
        var watch = new PublicReadCounter(appId, Remove);
        lock (gate) watches = [.. watches ?? [], watch];
        return watch;
    }

    /// <summary>Notes a successful response to GET of a file.</summary>
    public void Note(MediaFileInfo entry)
    {
        if (watches is { } all) Tell(all, entry);
    }

    private static void Tell(PublicReadCounter[] all, MediaFileInfo entry)
    {
        if (entry.IsPrivate) return;
        foreach (var watch in all) watch.Add(entry.Path.AppId, entry.Id, entry.FileName.Value);
    }

    private void Remove(PublicReadCounter watch)
    {
        lock (gate)
        {
            var left = (watches ?? []).Where(other => other != watch).ToArray();
            watches = left.Length == 0 ? null : left;
        }
    }
}
