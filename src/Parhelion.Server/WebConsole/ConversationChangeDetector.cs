using Parhelion.Core.Conversations;

namespace Parhelion.Server.WebConsole;

/// <summary>
/// Detects whether a conversation has changed between two calls of <see cref="HasChangedAsync"/>. A change means that messages have changed, or that the
/// conversation was deleted.
/// </summary>
internal sealed class ConversationChangeDetector(ConversationService conversations, string appId, string conversationId)
{
    private (long Epoch, long Messages, DateTimeOffset LastUpdatedAt)? known;
    private bool hasLooked;

    /// <summary>Whether something has changed since the last call; false for the first one.</summary>
    public async Task<bool> HasChangedAsync(CancellationToken cancellationToken)
    {
        var row = await conversations.FindAsync(appId, conversationId, cancellationToken);
        (long, long, DateTimeOffset)? now = row is null ? null : (row.Epoch, row.MessageCount, row.LastUpdatedAt);
        var hasChanged = hasLooked && now != known;
        (known, hasLooked) = (now, true);
        return hasChanged;
    }
}
