namespace Parhelion.DiskFaults.Load;

/// <summary>One caller of the load. It owns what it makes, so it knows what must be there.</summary>
internal sealed class LoadCaller(PromiseBook book, Random random)
{
    private const int OK = 200;
    private const int Created = 201;

    // The same files are removed in a later part of the load, after a restart.
    private readonly List<string> plain = [];
    private readonly UploadCaller uploads = new(book, random);

    /// <summary>Does one random thing. A call that the server refuses changes nothing here.</summary>
    public Task ActAsync(Api api) => random.Next(14) switch
    {
        < 5 => UploadAsync(api),
        < 8 => RemoveAsync(api),
        < 10 => ChatAsync(api),
        _ => ResumeAsync(api),
    };

    private async Task UploadAsync(Api api)
    {
        if (await StoreAsync(api, "") is { } path) plain.Add(path);
    }

    private async Task ResumeAsync(Api api)
    {
        if (await uploads.ActAsync(api.Uploads) is { } stored) plain.Add(stored.Path);
    }

    private async Task RemoveAsync(Api api)
    {
        if (plain.Count == 0) return;
        var path = plain[random.Next(plain.Count)];
        plain.Remove(path);
        book.Removing([path]);
        if (await api.RemoveAsync(path) == OK) book.Removed([path]);
    }

    // A user, a conversation, messages with files; then one of three deletions takes the files along.
    private async Task ChatAsync(Api api)
    {
        var (status, user) = await api.AddUserAsync();
        if (status != Created) return;
        (status, var conversation) = await api.AddConversationAsync(user);
        if (status != Created) return;
        var (paths, message) = await TalkAsync(api, conversation, random.Next(1, 8));
        if (paths.Count == 0) return;

        // The default conversation of a user ends with the user only.
        var (target, taken) = random.Next(3) switch
        {
            0 => ($"users/{user}", paths),
            1 => ($"conversations/{conversation}/messages", paths),
            _ => ($"conversations/{conversation}/messages/{message}", paths[^1..]),
        };
        book.Removing(taken);
        if (await api.DeleteAsync(target) == OK) book.Removed(taken);
    }

    private async Task<(List<string> Paths, string LastMessage)> TalkAsync(Api api, string conversation, int messages)
    {
        var (sent, last) = (new List<string>(), "");
        for (var count = 0; count < messages; count++)
        {
            if (await StoreAsync(api, $"&for=message&conversationId={conversation}") is not { } path) return ([], "");
            var (status, message) = await api.PostAsync(conversation, path);
            if (status != Created) return ([], "");
            sent.Add(path);
            last = message;
        }

        return (sent, last);
    }

    private async Task<string?> StoreAsync(Api api, string query)
    {
        var isPicture = random.Next(10) == 0;
        var file = isPicture ? LoadFile.Picture(random) : LoadFile.Random(random);
        var (status, path) = await api.UploadAsync(file.Bytes, file.Name, query);
        if (status != Created) return null;
        book.Stored(path, file.Bytes);
        // Others are made in the background.
        if (isPicture && random.Next(2) == 0) await api.ReadAsync($"{path}?rendition=thumbnail");
        return path;
    }
}
