using System.Security.Cryptography;
using System.Text;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>One life of an app: each step is done on the server and on the model, and must be answered as the model says.</summary>
internal sealed class ModelLife(Chat chat, int[] choices)
{
    private const int MostUsers = 5;

    private int position;

    public LifeModel Model { get; } = new();

    public Chat Chat => chat;

    /// <summary>Does one operation; false when the choices are used up.</summary>
    public async Task<bool> StepAsync()
    {
        // The most that one operation takes.
        if (position + 8 > choices.Length) return false;
        switch (Choose(24))
        {
            case 0 or 1: await UserAsync(); break;
            case 2 or 3: await PersonalAsync(); break;
            case 4: await GroupAsync(); break;
            case 5 or 6 or 7 or 8: await UploadAsync(); break;
            case 9 or 10 or 11 or 12 or 13 or 14: await PostAsync(); break;
            case 15: await RemoveAsync(); break;
            case 16 or 17 or 18: await DeleteMessageAsync(); break;
            case 19: await DeleteMessagesAsync(); break;
            case 20: await DeleteConversationAsync(); break;
            case 21: await DeleteUserAsync(); break;
            case 22: await LeaveAsync(); break;
            default: await ReadAsync(); break;
        }

        return true;
    }

    /// <summary>Everything that lives, on both sides: at once, whatever a cascade has still to take apart.</summary>
    public async Task CompareAsync()
    {
        foreach (var user in Model.Users) Assert.Equal(user.Lives ? 200 : 404, await chat.StatusAsync($"users/{user.Id}"));
        foreach (var conversation in Model.Conversations)
        {
            var messages = await chat.MessagesAsync(conversation.Id);
            Assert.Equal(conversation.Lives, messages is not null);
            Assert.Equal(
                Model.Messages.Where(message => message.Lives && message.Conversation == conversation).Select(message => message.Id).Order(StringComparer.Ordinal),
                messages?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>());
        }

        foreach (var attachment in Model.Attachments) Assert.Equal(attachment.Lives, await chat.LivesAsync(attachment.Url));
    }

    /// <summary>One receipt for each attachment that is gone, and none for the others; once the cascades are through.</summary>
    public async Task CompareReceiptsAsync()
    {
        var erased = Model.Attachments.Where(attachment => !attachment.Lives).Select(attachment => HashOf(attachment.Url)).Order(StringComparer.Ordinal);
        var receipts = (await chat.ReceiptsAsync()).Select(receipt => receipt.GetProperty("mediaUrlHash").GetString()!).Order(StringComparer.Ordinal);
        Assert.Equal(erased, receipts);
    }

    /// <summary>How the receipts name a media URL.</summary>
    public static string HashOf(string url) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new Uri(url).AbsolutePath)));

    private async Task UserAsync()
    {
        if (Model.Users.Count(user => user.Lives) >= MostUsers) return;
        var (status, id) = await chat.UserAsync();
        Assert.Equal(201, status);
        Model.Users.Add(new ModelUser { Id = id });
    }

    private async Task PersonalAsync()
    {
        if (!TryPick(Model.Users, out var user)) return;
        var (status, id) = await chat.PersonalAsync(user.Id);
        Assert.Equal(user.Lives ? 201 : 404, status);
        if (!user.Lives) return;
        var isDefault = !Model.Conversations.Exists(conversation => conversation.Owner == user);
        Model.Conversations.Add(new ModelConversation { Id = id, Owner = user, IsDefault = isDefault, Members = [user] });
    }

    private async Task GroupAsync()
    {
        var members = Model.Users.Where(user => user.Lives && Choose(2) == 0).Take(3).ToHashSet();
        var (status, id) = await chat.GroupAsync([.. members.Select(user => user.Id)]);
        Assert.Equal(201, status);
        Model.Conversations.Add(new ModelConversation { Id = id, Members = members });
    }

    private async Task UploadAsync()
    {
        var forMessage = Choose(3) > 0;
        var conversation = Choose(2) == 0 && TryPick(Model.Conversations, out var picked) ? picked : null;
        var (status, url) = await chat.UploadAsync(forMessage, conversation?.Id);
        Assert.Equal(conversation is null or { Lives: true } ? 201 : 404, status);
        if (status == 201) Model.Attachments.Add(new ModelAttachment { Url = url, ForMessage = forMessage, Conversation = conversation });
    }

    private async Task PostAsync()
    {
        if (!TryPick(Model.Conversations, out var conversation)) return;
        var author = Choose(2) == 0 && TryPick(Model.Users, out var user) ? user : null;
        var carries = new List<ModelAttachment>();
        for (var count = Choose(4); count > 0; count--)
        {
            if (TryPick(Model.Attachments, out var attachment)) carries.Add(attachment);
        }

        var (status, id) = await chat.PostAsync(conversation.Id, author?.Id, [.. carries.Select(attachment => attachment.Url)]);
        Assert.Equal(!conversation.Lives || author is { Lives: false } ? 404 : carries.TrueForAll(attachment => attachment.Lives) ? 201 : 400, status);
        if (status == 201) Model.Post(new ModelMessage { Id = id, Conversation = conversation, Author = author, Carries = carries });
    }

    private async Task RemoveAsync()
    {
        if (!TryPick(Model.Attachments, out var attachment)) return;
        Assert.Equal(attachment.Lives ? 200 : 404, await chat.RemoveAsync(attachment.Url));
        Model.Remove(attachment);
    }

    private async Task DeleteMessageAsync()
    {
        if (!TryPick(Model.Messages, out var message)) return;
        Assert.Equal(message.Lives ? 200 : 404, await chat.DeleteMessageAsync(message.Conversation.Id, message.Id));
        Model.DeleteMessage(message);
    }

    private async Task DeleteMessagesAsync()
    {
        if (!TryPick(Model.Conversations, out var conversation)) return;
        Assert.Equal(conversation.Lives ? 200 : 404, await chat.DeleteMessagesAsync(conversation.Id));
        Model.DeleteMessages(conversation);
    }

    private async Task DeleteConversationAsync()
    {
        if (!TryPick(Model.Conversations, out var conversation)) return;
        var expected = !conversation.Lives ? 404 : conversation.IsDefault ? 400 : 200;
        Assert.Equal(expected, await chat.DeleteConversationAsync(conversation.Id));
        if (expected == 200) Model.DeleteConversation(conversation);
    }

    private async Task DeleteUserAsync()
    {
        if (Choose(3) > 0 || !TryPick(Model.Users, out var user)) return;
        Assert.Equal(user.Lives ? 200 : 404, await chat.DeleteUserAsync(user.Id));
        Model.DeleteUser(user);
    }

    private async Task LeaveAsync()
    {
        if (!TryPick(Model.Conversations, out var conversation) || !TryPick(Model.Users, out var user)) return;
        var expected = !conversation.Lives ? 404 : conversation.Owner is not null ? 400 : conversation.Members.Contains(user) ? 200 : 404;
        Assert.Equal(expected, await chat.LeaveAsync(conversation.Id, user.Id));
        if (expected == 200) conversation.Members.Remove(user);
    }

    private async Task ReadAsync()
    {
        if (!TryPick(Model.Attachments, out var attachment)) return;
        Assert.Equal(attachment.Lives, await chat.LivesAsync(attachment.Url));
    }

    private int Choose(int count) => choices[position++ % choices.Length] % count;

    // Be it there or gone.
    private bool TryPick<T>(List<T> from, out T picked) where T : class
    {
        picked = from.Count == 0 ? null! : from[Choose(from.Count)];
        return picked is not null;
    }
}
