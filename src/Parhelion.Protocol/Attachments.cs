namespace Parhelion.Protocol;

/// <summary>Answer to an upload (201).</summary>
public sealed record AttachmentResponse(Attachment Attachment);

/// <summary>An uploaded file.</summary>
/// <param name="MediaUrl">Where the file is served; the only handle to it. Opaque: never rebuild or decode it.</param>
/// <param name="MediaType">Media type detected from the bytes.</param>
public sealed record Attachment(string MediaUrl, string MediaType);

/// <summary>Body of <c>POST …/attachments/remove</c>.</summary>
/// <param name="MediaUrl">The URL that the upload answered.</param>
public sealed record AttachmentDeleteBody(string MediaUrl);

/// <summary>The empty object, which is how the API says that there is nothing to say.</summary>
public sealed record EmptyResponse;
