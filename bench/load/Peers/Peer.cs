using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>A server that is measured: how it is started, and how it is asked. What it cannot do it says with <c>null</c>.</summary>
internal abstract class Peer : IAsyncDisposable
{
    private PeerProcess? process;

    /// <summary>As the tables call it.</summary>
    public abstract string Name { get; }

    /// <summary>The same, with what tells it from others of that name.</summary>
    public virtual string Title => Name;

    /// <summary>Why it cannot take part; <c>null</c> when it can.</summary>
    public abstract string? Missing { get; }

    /// <summary>Which one it is.</summary>
    public abstract string Version { get; }

    /// <summary>What is on the disk when it has answered an upload.</summary>
    public virtual string Flushes => "nothing";

    /// <summary>Whether a request to upload has to be got from it first, so that only as many are made as will be needed.</summary>
    public virtual bool NeedsSlots => false;

    /// <summary>Where it listens.</summary>
    public int Port { get; private set; }

    /// <summary>The processes that are measured.</summary>
    public ProcessTree Tree => process!.Tree;

    /// <summary>Where it keeps everything. Gone when it stops.</summary>
    protected string Home { get; private set; } = "";

    /// <summary>The folder that uploads end up in.</summary>
    protected abstract string Uploads { get; }

    /// <summary>Starts it on a new directory below <paramref name="directory"/>, and returns when it listens.</summary>
    public async Task StartAsync(string directory)
    {
        Home = Scratch.New(directory, Name.Split(' ')[0]);
        Port = PeerProcess.FreePort();
        process = Launch(Path.Combine(Home, "log"));
        await process.ListeningAsync(Port);
        await StartedAsync();
    }

    /// <summary>The paths at which it serves the files of a corpus; <c>null</c> when it cannot have that many.</summary>
    public abstract Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus);

    /// <summary>Requests that upload a file of that size, each as a new one, as many as asked for.</summary>
    public abstract Task<IRequests> UploadsAsync(int size, int count);

    /// <summary>Requests that delete files which it has been given to that end; <c>null</c> when it deletes nothing.</summary>
    public abstract Task<IRequests?> DeletionsAsync(int size, int count);

    /// <summary>Takes away what was uploaded, behind its back: disks are finite. How many files there were of that size.</summary>
    public virtual int Clear(int size)
    {
        var files = new DirectoryInfo(Uploads).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        var whole = files.Count(file => file.Length == size);
        foreach (var file in files) file.Delete();
        return whole;
    }

    public async ValueTask DisposeAsync()
    {
        await StoppingAsync();
        if (process is not null) await process.DisposeAsync();
        process = null;
        if (Directory.Exists(Home)) Directory.Delete(Home, recursive: true);
    }

    /// <summary>Configures and starts the process.</summary>
    protected abstract PeerProcess Launch(string log);

    /// <summary>What is to be done once it listens.</summary>
    protected virtual Task StartedAsync() => Task.CompletedTask;

    /// <summary>What is to be done before it stops.</summary>
    protected virtual Task StoppingAsync() => Task.CompletedTask;

    /// <summary>Waits until it listens on another port as well.</summary>
    protected Task ListeningAsync(int port) => process!.ListeningAsync(port);

    /// <summary>Uploads as many files as asked for, outside of any measurement; what was answered.</summary>
    protected async Task<IReadOnlyList<Reply>> PlaceAsync(int size, int count)
    {
        var requests = await UploadsAsync(size, count);
        var replies = new List<Reply>(count);
        var outcome = await HttpLoad.RunAsync(Port, requests, connections: 16, Timeout.InfiniteTimeSpan, reply =>
        {
            lock (replies) replies.Add(reply);
        });
        return outcome.Fault is null ? replies : throw new InvalidOperationException($"{Name} does not take files: {outcome.Fault}");
    }
}
