using System.Collections.Concurrent;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>One of many callers, who all work on the same few things and write down what they were told.</summary>
/// <param name="chat">The server.</param>
/// <param name="record">What they share.</param>
/// <param name="random">Decides what happens.</param>
/// <param name="hasPictures">Whether some of the files are pictures, of which the server makes renditions.</param>
internal sealed class Caller(Chat chat, LifeRecord record, Random random, bool hasPictures = false)
{
    // Among the youngest, so that callers meet.
    private const int Young = 6;

    // One of so many uploads is a picture.
    private const int Pictures = 10;

    /// <summary>Whether the attachment at a media URL is a picture.</summary>
    public static bool IsPicture(string url) => url.EndsWith(".png", StringComparison.Ordinal);

    public async Task ActAsync()
    {
        switch (random.Next(20))
        {
            case 0: await UserAsync(); break;
            case 1: await PersonalAsync(); break;
            case 2: await GroupAsync(); break;
            case < 7: await UploadAsync(); break;
            case < 13: await PostAsync(); break;
            case 13: await RemoveAsync(); break;
            case < 17: await DeleteMessageAsync(); break;
            case 17: await ClearAsync(); break;
            case 18: await DeleteConversationAsync(); break;
            default: await DeleteUserAsync(); break;
        }
    }

    public async Task UserAsync()
    {
        var (status, id) = await chat.UserAsync();
        Assert.Equal(201, status);
        record.Users.Enqueue(new Thing(id));
    }

    public async Task PersonalAsync()
    {
        if (Pick(record.Users) is not { } user) return;
        var (status, id) = await chat.PersonalAsync(user.Id);
        if (Judge(status, "A conversation", user)) record.Conversations.Enqueue(new Thing(id) { Parent = user });
    }

    public async Task GroupAsync()
    {
        var (status, id) = await chat.GroupAsync();
        Assert.Equal(201, status);
        record.Conversations.Enqueue(new Thing(id));
    }

    public async Task UploadAsync()
    {
        var (forMessage, conversation) = (random.Next(4) > 0, random.Next(2) == 0 ? Pick(record.Conversations) : null);
        var isPicture = hasPictures && random.Next(Pictures) == 0;
        var (status, url) = isPicture
            ? await chat.UploadAsync(forMessage, conversation?.Id, StoredPictures.Next(random), "picture.png")
            : await chat.UploadAsync(forMessage, conversation?.Id);
        if (!Judge(status, "An upload", conversation)) return;
        record.Attachments.Enqueue(new Thing(url) { Parent = conversation, IsForMessage = forMessage });
        // Others may delete it meanwhile.
        if (isPicture && random.Next(2) == 0) Assert.Contains(await chat.ViewAsync(url), new[] { 200, 404, 503 });
    }

    public async Task PostAsync()
    {
        if (Pick(record.Conversations) is not { } conversation) return;
        var author = random.Next(2) == 0 ? Pick(record.Users) : null;
        var carries = Enumerable.Range(0, random.Next(4)).Select(_ => Pick(record.Attachments)).OfType<Thing>().ToList();
        foreach (var attachment in carries) attachment.MayHaveBeenSent = true;
        var (status, id) = await chat.PostAsync(conversation.Id, author?.Id, [.. carries.Select(attachment => attachment.Id)]);
        if (status == 400)
        {
            record.Refusals.Enqueue(("The media of a message", [.. carries]));
            return;
        }

        if (!Judge(status, "A message", conversation, author)) return;
        foreach (var attachment in carries) attachment.WasSent = true;
        record.Messages.Enqueue(new Thing(id) { Parent = conversation, Author = author });
    }

    private async Task RemoveAsync()
    {
        if (Pick(record.Attachments) is { } attachment) Expect(await attachment.DeleteAsync(() => chat.RemoveAsync(attachment.Id)));
    }

    private async Task DeleteMessageAsync()
    {
        if (Pick(record.Messages) is { } message) Expect(await message.DeleteAsync(() => chat.DeleteMessageAsync(message.Parent!.Id, message.Id)));
    }

    private async Task ClearAsync()
    {
        if (Pick(record.Conversations) is not { } conversation) return;
        conversation.WasCleared = true;
        Expect(await chat.DeleteMessagesAsync(conversation.Id));
    }

    private async Task DeleteConversationAsync()
    {
        // The default conversation of a user cannot be deleted: 400.
        if (Pick(record.Conversations) is { } conversation) Assert.Contains(await conversation.DeleteAsync(() => chat.DeleteConversationAsync(conversation.Id)), new[] { 200, 400, 404 });
    }

    private async Task DeleteUserAsync()
    {
        if (random.Next(3) == 0 && Pick(record.Users) is { } user) Expect(await user.DeleteAsync(() => chat.DeleteUserAsync(user.Id)));
    }

    private static void Expect(int status) => Assert.Contains(status, new[] { 200, 404 });

    // Made, or refused because something is gone.
    private bool Judge(int status, string what, params ReadOnlySpan<Thing?> needs)
    {
        if (status == 201) return true;
        Assert.Equal(404, status);
        record.Refusals.Enqueue((what, [.. needs.ToArray().OfType<Thing>()]));
        return false;
    }

    private Thing? Pick(ConcurrentQueue<Thing> things)
    {
        var young = things.Reverse().Take(Young).ToList();
        return young.Count == 0 ? null : young[random.Next(young.Count)];
    }
}
