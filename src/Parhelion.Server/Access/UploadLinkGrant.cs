using Parhelion.Core.Uploading;

namespace Parhelion.Server.Access;

/// <summary>The access that a valid upload link grants.</summary>
/// <param name="KeyId">Id of the API key that signed the link.</param>
/// <param name="Properties">The properties and the limits of each attachment.</param>
internal sealed record UploadLinkGrant(string KeyId, NewAttachmentProperties Properties);
