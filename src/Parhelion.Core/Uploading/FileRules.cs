namespace Parhelion.Core.Uploading;

/// <summary>
/// Judges what may be uploaded: first by name, before any byte of the body is read, then by the first bytes. The rules
/// are those of the Sunshine Conversations file validation; where it is silent, the safer reading is taken.
/// </summary>
/// <param name="types">The extensions that may be uploaded.</param>
public sealed class FileRules(FileTypes types)
{
    /// <summary>
    /// Judges the name alone, by its last extension. No extension is no listed extension.
    /// </summary>
    /// <returns>The refusal, or null when the content may be looked at.</returns>
    public FileRefusal? JudgeName(FileName name) =>
        types.AllowsExtension(name.ExtensionSpan) ? null : FileRefusal.ExtensionNotAllowed;

    /// <summary>
    /// Judges the name and the first bytes, and settles the media type under which the file is served.
    /// </summary>
    /// <param name="name">The name, as cleaned by <see cref="FileName"/>.</param>
    /// <param name="head">
    /// The start of the file, or all of it. <see cref="MediaTypeSniffer.HeadBytes"/> bytes are as good as the whole.
    /// </param>
    /// <remarks>
    /// In this order:
    /// <list type="number">
    /// <item>The extension must be listed.</item>
    /// <item>Bytes that are nothing we know are refused, text formats included: what is text is always recognised as text.</item>
    /// <item>HTML and scripts are refused under every extension.</item>
    /// <item>
    /// Text goes with the extensions of text formats, and takes their type: a CSV is any text. An SVG is not: what has no
    /// <c>svg</c> root would not be shown, so it is served as the text that it is. Under any other extension text is refused,
    /// although <c>text/plain</c> is a listed type: a program that opens images or films can show nothing of it, and a name
    /// that hides text is mostly an attack.
    /// </item>
    /// <item>Anything else takes the type of its bytes, whatever the extension: a JPEG named <c>.png</c> is served as JPEG.
    /// Only a container whose inside cannot be told takes the type of the extension, when that is of the same family.</item>
    /// </list>
    /// </remarks>
    public FileVerdict JudgeContent(FileName name, ReadOnlySpan<byte> head)
    {
        if (types.Find(name.ExtensionSpan) is not { } type)
            return FileRefusal.ExtensionNotAllowed;
        if (MediaTypeSniffer.Detect(head) is not { } detected)
            return FileRefusal.TypeNotRetrieved;
        if (IsText(detected) && !type.IsText)
            return FileRefusal.TypeNotAllowed;
        if (IsText(detected) && type.MediaType != MediaTypes.Svg)
            return new FileVerdict(type.MediaType);
        if (type.Vague.Contains(detected))
            return new FileVerdict(type.MediaType);

        return types.AllowsMediaType(detected) ? new FileVerdict(detected) : FileRefusal.TypeNotAllowed;
    }

    private static bool IsText(string detected) => detected
        is MediaTypes.PlainText or MediaTypes.Xml or MediaTypes.Svg
        or MediaTypes.Calendar or MediaTypes.VCard or MediaTypes.Mail;
}
