using Parhelion.Client.Wire;

namespace Parhelion;

/// <summary>What a caller wants to upload.</summary>
/// <param name="Form">The call that uploads the file as a form, without its body.</param>
/// <param name="Source">The file.</param>
/// <param name="Options">The options of the caller.</param>
internal sealed record AttachmentUpload(ApiCall Form, UploadSource Source, UploadAttachmentOptions Options);
