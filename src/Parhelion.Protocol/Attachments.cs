namespace Parhelion.Protocol;

/// <summary>The response to an upload (201).</summary>
public sealed record AttachmentResponse(Attachment Attachment);

/// <summary>An uploaded file.</summary>
/// <param name="MediaUrl">URL of the file, and the only way to refer to it. Opaque: do not parse or construct it.</param>
/// <param name="MediaType">Media type that the server detected from the bytes.</param>
public sealed record Attachment(string MediaUrl, string MediaType);

/// <summary>Body of <c>POST …/attachments/remove</c>.</summary>
/// <param name="MediaUrl">The media URL that the upload returned.</param>
public sealed record AttachmentDeleteBody(string MediaUrl);

/// <summary>The empty JSON object: the response of calls that have no result.</summary>
public sealed record EmptyResponse;
