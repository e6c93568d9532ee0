namespace Parhelion.DiskFaults.Load;

/// <summary>What the server had promised at one moment, read from the marks before it.</summary>
internal sealed class Promises
{
    /// <summary>The file system is mounted and empty.</summary>
    public const string Mounted = "mounted";

    /// <summary>The server listens.</summary>
    public const string Serving = "serving";

    /// <summary>From now on the disk fails.</summary>
    public const string Failing = "failing";

    /// <summary>Followed by a path and a hash.</summary>
    public const string Stored = "stored";

    /// <summary>Followed by a path.</summary>
    public const string Removing = "removing";

    /// <summary>Followed by a path.</summary>
    public const string Removed = "removed";

    /// <summary>Followed by a path.</summary>
    public const string Erased = "erased";

    /// <summary>Followed by a <see cref="LoadUpload"/>.</summary>
    public const string Received = "received";

    /// <summary>Followed by the path of a resumable upload.</summary>
    public const string Finishing = "finishing";

    /// <summary>Followed by the path of a resumable upload.</summary>
    public const string Ended = "ended";

    private readonly Dictionary<string, string> stored = new(StringComparer.Ordinal);
    private readonly HashSet<string> removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> erased = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LoadUpload> uploads = new(StringComparer.Ordinal);
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);

    /// <summary>Reads marks in their order.</summary>
    public Promises(IEnumerable<string> marks)
    {
        foreach (var mark in marks) Read(mark.Split(' '));
    }

    /// <summary>Whether the server has ever listened, so that its credentials were announced.</summary>
    public bool HasServed { get; private set; }

    /// <summary>Paths that must be served, with the SHA-256 of their bytes.</summary>
    public IReadOnlyDictionary<string, string> MustBeServed => stored;

    /// <summary>Paths that must answer 404.</summary>
    public IReadOnlySet<string> MustBeGone => removed;

    /// <summary>Paths whose bytes must not be on the disk.</summary>
    public IReadOnlySet<string> MustBeErased => erased;

    /// <summary>Resumable uploads that must go on at their offset or behind it, by their path.</summary>
    public IReadOnlyDictionary<string, LoadUpload> MustContinue => uploads;

    /// <summary>Paths of resumable uploads that must be gone.</summary>
    public IReadOnlySet<string> MustHaveEnded => ended;

    private void Read(string[] mark)
    {
        switch (mark[0])
        {
            case Serving: HasServed = true; break;
            case Stored: stored[mark[1]] = mark[2]; break;
            case Removing: stored.Remove(mark[1]); break;
            case Removed: removed.Add(mark[1]); break;
            case Erased: erased.Add(mark[1]); break;
            case Received: uploads[mark[1]] = LoadUpload.Parse(mark.AsSpan(1)); break;
            case Finishing: uploads.Remove(mark[1]); break;
            case Ended: ended.Add(mark[1]); break;
        }
    }
}
