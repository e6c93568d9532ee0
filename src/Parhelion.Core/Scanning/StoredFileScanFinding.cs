using Parhelion.Core.Catalog;

namespace Parhelion.Core.Scanning;

/// <summary>Reports a stored file that is malware, or that could not be scanned.</summary>
/// <param name="Attachment">The attachment.</param>
/// <param name="Signature">The name of the malware; <c>null</c>: the file could not be scanned.</param>
/// <param name="Fault">Why the file could not be scanned; <c>null</c>: the file was scanned.</param>
public sealed record StoredFileScanFinding(AttachmentRow Attachment, string? Signature, string? Fault);
