namespace Parhelion.Cli.Extensions;

/// <summary>One page of a list of attachments, newest first.</summary>
internal sealed record AttachmentPage(IReadOnlyList<AttachmentDetails> Attachments, PageMeta? Meta);
