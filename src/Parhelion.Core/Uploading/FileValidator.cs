using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading.Inspection;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading;

/// <summary>Decides whether a file may be uploaded. The validator checks the file name before any byte of the body is read, and then checks the first bytes. If
/// the first bytes are not enough, the validator checks the whole file.</summary>
/// <remarks>The rules are those of the Sunshine Conversations file validation. Where the documentation of the file validation says nothing, the safer
/// interpretation applies.</remarks>
/// <param name="types">The extensions that may be uploaded.</param>
public sealed class FileValidator(AllowedFileTypes types)
{
    /// <summary>
    /// Checks the name alone, by its last extension. A name without an extension is refused.
    /// </summary>
    /// <returns>The refusal, or null if the content may be checked.</returns>
    public FileRefusal? JudgeName(FileName name) =>
        types.AllowsExtension(name.ExtensionSpan) ? null : FileRefusal.ExtensionNotAllowed;

    /// <summary>
    /// Checks the name and the first bytes, and determines the media type with which the file is served.
    /// </summary>
    /// <param name="name">The name, as cleaned by <see cref="FileName"/>.</param>
    /// <param name="head">
    /// The start of the file, or all of it. <see cref="MediaTypeSniffer.HeadBytes"/> bytes give the same verdict as the whole file, unless the
    /// verdict says <see cref="FileVerdict.NeedsWhole"/>.
    /// </param>
    /// <remarks>
    /// The rules, in this order:
    /// <list type="number">
    /// <item>The extension must be listed.</item>
    /// <item>Bytes of an unknown format are refused, also under extensions of text formats: text is always recognised as text.</item>
    /// <item>HTML and scripts are refused under every extension.</item>
    /// <item>
    /// Text is accepted under extensions of text formats, and is served with their type: any text may be a CSV. SVG is different: text without an
    /// <c>svg</c> root would not be shown, so it is served as the text that it is. Under any other extension text is refused, although
    /// <c>text/plain</c> is a listed type. A program that opens images or films cannot show it, and a name that hides text is mostly an attack.
    /// </item>
    /// <item>Any other file is served with the type of its bytes, whatever the extension: a JPEG named <c>.png</c> is served as JPEG. Only a
    /// container whose content cannot be determined is served with the type of the extension, if both are of the same family.</item>
    /// </list>
    /// docs/file-types.md describes the same rules for users.
    /// </remarks>
    public FileVerdict JudgeContent(FileName name, ReadOnlySpan<byte> head)
    {
        if (types.Find(name.ExtensionSpan) is not { } type)
            return FileRefusal.ExtensionNotAllowed;

        var detected = MediaTypeSniffer.Detect(head);
        var isText = IsText(detected);
        if (isText && type.MediaType == MediaTypes.Pdf && MediaTypeSniffer.HasLatePdf(head))
            return new FileVerdict(MediaTypes.Pdf);
        var needsWhole = isText ? detected == MediaTypes.Xml && MediaTypeSniffer.IsOfficeXml(head) : WholeFileTypeDetector.IsNeeded(head);
        var verdict = needsWhole && type.Provisional.Contains(detected) ? new FileVerdict(type.MediaType) : Decide(type, detected, isText);
        if (!verdict.IsAccepted)
            return verdict;

        var charset = isText && verdict.MediaType.StartsWith("text/", StringComparison.Ordinal) ? MediaTypeSniffer.CharsetOf(head) : null;
        return verdict with { Charset = charset, NeedsWhole = needsWhole };
    }

    /// <summary>Checks a whole file for which <see cref="JudgeContent"/> has set <see cref="FileVerdict.NeedsWhole"/>. An archive or a compound file is checked
    /// by its directory, audio by the bytes after its tag, and XML for an Office program by its elements.</summary>
    /// <param name="name">The name that was checked before.</param>
    /// <param name="file">All bytes. At most 64 blocks of 64 KiB are read, and at most two of them are held in memory.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<FileVerdict> JudgeWholeAsync(FileName name, IStagedUploadReader file, CancellationToken cancellationToken)
    {
        if (types.Find(name.ExtensionSpan) is not { } type)
            return FileRefusal.ExtensionNotAllowed;

        var detected = await WholeFileTypeDetector.DetectAsync(file, cancellationToken);
        return Decide(type, detected, IsText(detected));
    }

    private FileVerdict Decide(AllowedFileType type, string? detected, bool isText)
    {
        if (type.IsCustom && CustomFileTypeRules.Accepts(type.MediaType, detected, isText))
            return new FileVerdict(type.MediaType);
        if (detected is null)
            return Refuse(FileRefusal.TypeNotRetrieved, type, detected);
        if (isText && !type.IsText)
            return Refuse(FileRefusal.TypeNotAllowed, type, detected);
        if (isText && type.MediaType != MediaTypes.Svg)
            return new FileVerdict(type.MediaType);
        if (type.Vague.Contains(detected))
            return new FileVerdict(type.MediaType);

        // Under the extension of another format, an archive with such a document counts as a plain archive.
        var served = detected is MediaTypes.IWork or MediaTypes.OpenDocument ? MediaTypes.Zip : detected;
        return !type.Provisional.Contains(served) && types.AllowsMediaType(served) ? new FileVerdict(served) : Refuse(FileRefusal.TypeNotAllowed, type, detected);
    }

    private static FileVerdict Refuse(FileRefusal refusal, AllowedFileType type, string? detected) =>
        FileVerdict.FromRefusal(refusal) with { Explanation = $"found {detected ?? "no known type"}; .{type.Extension} takes {type.MediaType}" };

    private static bool IsText(string? detected) => detected
        is MediaTypes.PlainText or MediaTypes.Xml or MediaTypes.Svg
        or MediaTypes.Calendar or MediaTypes.VCard or MediaTypes.Mail;
}
