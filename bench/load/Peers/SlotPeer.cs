using System.Text;
using Parhelion.Load.Sending;

namespace Parhelion.Load.Peers;

/// <summary>A chat server with HTTP File Upload (XEP-0363): a slot for each file is got by XMPP before the run and not measured; the file is
/// then PUT to the slot.</summary>
internal abstract class SlotPeer : Peer
{
    private SlotClient? slots;

    /// <summary>Where it speaks XMPP.</summary>
    protected int XmppPort { get; private set; }

    public override bool NeedsSlots => true;

    public override async Task<IReadOnlyList<string>?> ServeAsync(Corpus corpus)
    {
        if (corpus.Files.Count > Corpus.Few) return null;
        var granted = await slots!.TakeAsync(corpus.Size, corpus.Files.Count);
        var outcome = await HttpLoad.RunAsync(Port, Puts(granted, corpus.Size), connections: 4, Timeout.InfiniteTimeSpan);
        return outcome.Fault is null ? [.. granted.Select(slot => slot.Get)] : throw new InvalidOperationException($"{Name} does not take files: {outcome.Fault}");
    }

    public override async Task<IRequests> UploadsAsync(int size, int count) => Puts(await slots!.TakeAsync(size, count), size);

    public override async Task<IRequests?> DeletionsAsync(int size, int count)
    {
        await Task.Yield();
        return null;
    }

    protected sealed override PeerProcess Launch(string log)
    {
        XmppPort = PeerProcess.FreePort();
        Directory.CreateDirectory(Uploads);
        return LaunchChat(log);
    }

    /// <summary>Configures and starts the process.</summary>
    protected abstract PeerProcess LaunchChat(string log);

    protected override async Task StartedAsync()
    {
        await ListeningAsync(XmppPort);
        slots = await SlotClient.ConnectAsync(XmppPort, "localhost", "files.localhost");
    }

    protected override Task StoppingAsync()
    {
        slots?.Dispose();
        slots = null;
        return Task.CompletedTask;
    }

    private NumberedRequests Puts(IReadOnlyList<Slot> granted, int size) => new(granted.Count, number =>
    {
        var slot = granted[number];
        var authorization = slot.Authorization is null ? "" : $"Authorization: {slot.Authorization}\r\n";
        var head = $"PUT {slot.Put} HTTP/1.1\r\nHost: 127.0.0.1:{Port}\r\n{authorization}Content-Type: {SlotClient.ContentType}\r\nContent-Length: {size}\r\n\r\n";
        return new Request(Encoding.ASCII.GetBytes(head), Content.Of(size), [], 201);
    });
}
