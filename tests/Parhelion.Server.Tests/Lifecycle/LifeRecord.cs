using System.Collections.Concurrent;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>What many callers have done at once, and were told. At the end the server must be in a state that all of these answers allow:
/// what was acknowledged is there, what was deleted is gone, what is needed lives, and nothing was deleted twice.</summary>
internal sealed class LifeRecord
{
    public ConcurrentQueue<Thing> Users { get; } = [];

    public ConcurrentQueue<Thing> Conversations { get; } = [];

    public ConcurrentQueue<Thing> Messages { get; } = [];

    public ConcurrentQueue<Thing> Attachments { get; } = [];

    /// <summary>Refusals that hold only if one of these is gone for good.</summary>
    public ConcurrentQueue<(string What, Thing[] OneOf)> Refusals { get; } = [];

    /// <summary>Holds the server against the record.</summary>
    public async Task CheckAsync(Chat chat)
    {
        foreach (var user in Users) user.Check(await chat.StatusAsync($"users/{user.Id}") == 200, mustBeGone: false);
        var carried = new HashSet<string>(StringComparer.Ordinal);
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var conversation in Conversations)
        {
            var messages = await chat.MessagesAsync(conversation.Id);
            conversation.Check(messages is not null, mustBeGone: conversation.Parent is { Lives: false });
            foreach (var (id, urls) in messages ?? [])
            {
                present.Add(id);
                carried.UnionWith(urls);
            }
        }

        foreach (var message in Messages) message.Check(present.Contains(message.Id), message.Parent is { Lives: false } || message.Author is { Lives: false });
        foreach (var attachment in Attachments) CheckAttachment(attachment, await chat.LivesAsync(attachment.Id), carried.Contains(attachment.Id));
        foreach (var (what, oneOf) in Refusals) Assert.True(oneOf.Any(thing => !thing.Lives), $"{what} was refused although all of it lives: {string.Join(", ", oneOf.Select(thing => thing.Id))}");
    }

    /// <summary>One receipt for each attachment that is gone, and none for the others. Once the cascades are through.</summary>
    /// <param name="chat">The server.</param>
    /// <param name="mayHoldOthers">Whether uploads may have been stored and deleted whose callers were never told of them.</param>
    public async Task CheckReceiptsAsync(Chat chat, bool mayHoldOthers = false)
    {
        var known = Attachments.ToDictionary(attachment => ModelLife.HashOf(attachment.Id), StringComparer.Ordinal);
        var receipts = (await chat.ReceiptsAsync()).Select(receipt => receipt.GetProperty("mediaUrlHash").GetString()!)
            .Where(hash => !mayHoldOthers || known.ContainsKey(hash)).Order(StringComparer.Ordinal);
        Assert.Equal(known.Where(pair => !pair.Value.Lives).Select(pair => pair.Key).Order(StringComparer.Ordinal), receipts);
    }

    private static void CheckAttachment(Thing attachment, bool lives, bool isCarried)
    {
        attachment.Lives = lives;
        Assert.True(attachment.Deletions <= 1, $"{attachment.Id} was deleted {attachment.Deletions} times");
        if (attachment.Deletions == 1) Assert.False(lives, $"{attachment.Id} is back");
        else if (attachment.IsDeletionOpen && !lives) return;
        else if (isCarried) Assert.True(lives, $"{attachment.Id} is gone although a message carries it");
        else if (attachment.IsForMessage && attachment.WasSent) Assert.False(lives, $"{attachment.Id} was sent and lives on without a message");
        else if (attachment.IsForMessage && attachment.MayHaveBeenSent) return;
        else Assert.Equal(attachment.Parent is null or { Lives: true }, lives);
    }
}

/// <summary>Something that was made, with what was done to it.</summary>
internal sealed class Thing(string id)
{
    private int deletions;
    private int attempts;

    public string Id => id;

    /// <summary>What it cannot outlive: the owner of a conversation, the conversation of a message or an upload.</summary>
    public Thing? Parent { get; init; }

    public Thing? Author { get; init; }

    public bool IsForMessage { get; init; }

    public bool WasSent { get; set; }

    public bool MayHaveBeenSent { get; set; }

    /// <summary>Whether somebody has deleted all messages of it, or has tried to.</summary>
    public bool WasCleared { get; set; }

    /// <summary>Whether it was there at the end.</summary>
    public bool Lives { get; set; } = true;

    public int Deletions => deletions;

    /// <summary>Whether somebody tried to delete it and was not told that it was done: it may or may not have been.</summary>
    public bool IsDeletionOpen => attempts > 0 && deletions == 0;

    public async Task<int> DeleteAsync(Func<Task<int>> delete)
    {
        Interlocked.Increment(ref attempts);
        var status = await delete();
        if (status == 200) Interlocked.Increment(ref deletions);
        return status;
    }

    public void Check(bool isThere, bool mustBeGone)
    {
        Lives = isThere;
        Assert.True(deletions <= 1, $"{id} was deleted {deletions} times");
        if (mustBeGone || deletions == 1) Assert.False(isThere, $"{id} is still there");
        else if (!IsDeletionOpen && Parent is not { WasCleared: true }) Assert.True(isThere, $"{id} is lost");
    }
}
