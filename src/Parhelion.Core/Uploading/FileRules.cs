using Parhelion.Core.Blobs;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading.Inspection;
using Parhelion.Core.Uploading.Sniffing;

namespace Parhelion.Core.Uploading;

/// <summary>
/// Judges what may be uploaded: first by name, before any byte of the body is read, then by the first bytes, and where these do not suffice by the
/// whole file. The rules are those of the Sunshine Conversations file validation; where it is silent, the safer reading is taken.
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
    /// The start of the file, or all of it. <see cref="MediaTypeSniffer.HeadBytes"/> bytes are as good as the whole, unless the verdict says
    /// <see cref="FileVerdict.NeedsWhole"/>.
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
    /// docs/file-types.md tells users the same.
    /// </remarks>
    public FileVerdict JudgeContent(FileName name, ReadOnlySpan<byte> head)
    {
        if (types.Find(name.ExtensionSpan) is not { } type)
            return FileRefusal.ExtensionNotAllowed;

        var detected = MediaTypeSniffer.Detect(head);
        var isText = IsText(detected);
        if (isText && type.MediaType == MediaTypes.Pdf && MediaTypeSniffer.HasLatePdf(head))
            return new FileVerdict(MediaTypes.Pdf);
        var needsWhole = isText ? detected == MediaTypes.Xml && MediaTypeSniffer.IsOfficeXml(head) : WholeFileInspection.IsNeeded(head);
        var verdict = needsWhole && type.Provisional.Contains(detected) ? new FileVerdict(type.MediaType) : Settle(type, detected, isText);
        if (!verdict.IsAccepted)
            return verdict;

        var charset = isText && verdict.MediaType.StartsWith("text/", StringComparison.Ordinal) ? MediaTypeSniffer.CharsetOf(head) : null;
        return verdict with { Charset = charset, NeedsWhole = needsWhole };
    }

    /// <summary>Judges a whole file for which <see cref="JudgeContent"/> said <see cref="FileVerdict.NeedsWhole"/>: an archive or a compound file by
    /// its directory, a sound by what is behind its tag, XML for Word by its elements.</summary>
    /// <param name="name">The name that was judged before.</param>
    /// <param name="file">All bytes. At most 64 times 64 KiB of them are read, and two such blocks are held.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<FileVerdict> JudgeWholeAsync(FileName name, IStagedUpload file, CancellationToken cancellationToken)
    {
        if (types.Find(name.ExtensionSpan) is not { } type)
            return FileRefusal.ExtensionNotAllowed;

        var detected = await WholeFileInspection.DetectAsync(file, cancellationToken);
        return Settle(type, detected, IsText(detected));
    }

    private FileVerdict Settle(FileType type, string? detected, bool isText)
    {
        if (type.IsOwn && CustomFileTypes.Accepts(type.MediaType, detected, isText))
            return new FileVerdict(type.MediaType);
        if (detected is null)
            return Refuse(FileRefusal.TypeNotRetrieved, type, detected);
        if (isText && !type.IsText)
            return Refuse(FileRefusal.TypeNotAllowed, type, detected);
        if (isText && type.MediaType != MediaTypes.Svg)
            return new FileVerdict(type.MediaType);
        if (type.Vague.Contains(detected))
            return new FileVerdict(type.MediaType);

        // Under a name that promises no such document, an archive of one is an archive.
        var served = detected is MediaTypes.IWork or MediaTypes.OpenDocument ? MediaTypes.Zip : detected;
        return !type.Provisional.Contains(served) && types.AllowsMediaType(served) ? new FileVerdict(served) : Refuse(FileRefusal.TypeNotAllowed, type, detected);
    }

    private static FileVerdict Refuse(FileRefusal refusal, FileType type, string? detected) =>
        FileVerdict.FromRefusal(refusal) with { Explanation = $"found {detected ?? "no known type"}; .{type.Extension} takes {type.MediaType}" };

    private static bool IsText(string? detected) => detected
        is MediaTypes.PlainText or MediaTypes.Xml or MediaTypes.Svg
        or MediaTypes.Calendar or MediaTypes.VCard or MediaTypes.Mail;
}
