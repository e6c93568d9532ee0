using Parhelion.Core.Catalog;

namespace Parhelion.Core.Renditions;

/// <summary>
/// Decides which attachments can have renditions (preview pictures). Adds new attachments to a queue in the database if renditions are made in advance
/// (<see cref="RenditionSettings.IsEager"/>). <see cref="RenditionService"/> makes the renditions of queued attachments.
/// </summary>
/// <param name="options">The settings of renditions.</param>
/// <param name="renderer">Makes the pictures; <c>null</c>: there is none, so no attachment has renditions.</param>
public sealed class RenditionRules(RenditionSettings options, IRenderer? renderer = null)
{
    /// <summary>Raised after an attachment was added to the queue.</summary>
    public event Action? Queued;

    /// <summary>Names and longest sides in pixels; empty if renditions are switched off.</summary>
    public IReadOnlyDictionary<string, int> Sizes { get; } = options.IsEnabled ? options.Sizes : new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Whether attachments of this type can have renditions on this machine.</summary>
    public bool CanHave(string mediaType) => options.IsEnabled && renderer is not null && renderer.CanRender(mediaType);

    /// <summary>Adds a new attachment to the queue, if its renditions are to be made in advance. Part of the transaction that inserts the attachment.</summary>
    internal async ValueTask QueueAsync(DatabaseSession session, AttachmentRow row)
    {
        if (IsQueued(row)) await RenditionStateTable.QueueAsync(session, row.Key, row.CreatedAt);
    }

    /// <summary>Wakes the worker. Call this after the transaction of <see cref="QueueAsync"/>.</summary>
    internal void Announce(AttachmentRow row)
    {
        if (IsQueued(row)) Queued?.Invoke();
    }

    private bool IsQueued(AttachmentRow row) => options.IsEager && CanHave(row.MediaType);
}
