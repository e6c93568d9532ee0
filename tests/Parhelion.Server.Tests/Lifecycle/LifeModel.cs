namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>The rules of docs/deletion.md as plainly as they can be said: objects in memory, and after every event a look at each attachment.</summary>
internal sealed class LifeModel
{
    public List<ModelUser> Users { get; } = [];

    public List<ModelConversation> Conversations { get; } = [];

    public List<ModelMessage> Messages { get; } = [];

    public List<ModelAttachment> Attachments { get; } = [];

    public void DeleteMessage(ModelMessage message)
    {
        message.Lives = false;
        Settle();
    }

    public void DeleteMessages(ModelConversation conversation)
    {
        foreach (var message in Messages.Where(message => message.Conversation == conversation)) message.Lives = false;
        Settle();
    }

    public void DeleteConversation(ModelConversation conversation)
    {
        conversation.Lives = false;
        DeleteMessages(conversation);
    }

    public void DeleteUser(ModelUser user)
    {
        user.Lives = false;
        foreach (var conversation in Conversations) conversation.Members.Remove(user);
        foreach (var message in Messages.Where(message => message.Author == user)) message.Lives = false;
        foreach (var conversation in Conversations.Where(conversation => conversation.Owner == user && conversation.Lives)) DeleteConversation(conversation);
        Settle();
    }

    public void Remove(ModelAttachment attachment) => attachment.Lives = false;

    public void Post(ModelMessage message)
    {
        Messages.Add(message);
        foreach (var attachment in message.Carries) attachment.WasSent = true;
    }

    private void Settle()
    {
        foreach (var attachment in Attachments.Where(attachment => attachment.Lives)) attachment.Lives = IsHeld(attachment);
    }

    private bool IsHeld(ModelAttachment attachment)
    {
        if (Messages.Exists(message => message.Lives && message.Carries.Contains(attachment))) return true;
        if (attachment.ForMessage && attachment.WasSent) return false;
        return attachment.Conversation is null || attachment.Conversation.Lives;
    }
}

internal sealed class ModelUser
{
    public required string Id { get; init; }

    public bool Lives { get; set; } = true;
}

internal sealed class ModelConversation
{
    public required string Id { get; init; }

    public ModelUser? Owner { get; init; }

    public bool IsDefault { get; init; }

    public HashSet<ModelUser> Members { get; init; } = [];

    public bool Lives { get; set; } = true;
}

internal sealed class ModelMessage
{
    public required string Id { get; init; }

    public required ModelConversation Conversation { get; init; }

    public ModelUser? Author { get; init; }

    public required IReadOnlyList<ModelAttachment> Carries { get; init; }

    public bool Lives { get; set; } = true;
}

internal sealed class ModelAttachment
{
    public required string Url { get; init; }

    public required bool ForMessage { get; init; }

    public ModelConversation? Conversation { get; init; }

    public bool WasSent { get; set; }

    public bool Lives { get; set; } = true;
}
