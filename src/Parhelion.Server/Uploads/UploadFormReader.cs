using System.IO.Pipelines;
using System.Text;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Wire;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Uploads;

/// <summary>Reads the multipart body of an upload while the body arrives. The body has one file, in the field <c>source</c>.</summary>
/// <remarks>The field <c>_charset_</c> may name a character set. Other fields are skipped.</remarks>
internal sealed class UploadFormReader : IDisposable
{
    private const string FileField = "source";

    // In this field an HTML form names the charset of the names that follow (RFC 7578, section 4.6).
    private const string CharsetField = "_charset_";
    private const int LongestCharset = 40;

    // The most bytes that quoted-printable makes of one byte; base64 makes fewer.
    private const int LargestEncoding = 3;

    private readonly MultipartReader reader;
    private readonly UploadSizeLimit limit;
    private readonly long? length;
    private PipeReader? content;

    private UploadFormReader(MultipartReader reader, UploadSizeLimit limit, long? length) => (this.reader, this.limit, this.length) = (reader, limit, length);

    /// <summary>Checks the request header before any of the body is read.</summary>
    /// <exception cref="ProblemException">Status 415: not a multipart form, or one with a content coding; status 400: no usable boundary; status 413: longer than any form with an
    /// allowed file.</exception>
    public static UploadFormReader Open(HttpRequest request, UploadSizeLimit limit)
    {
        ContentEncodingCheck.Refuse(request);
        if (!MultipartBoundary.TryParse(request.ContentType, out var boundary, out var fault))
        {
            throw new ProblemException(fault is BoundaryFault.NotMultipart
                ? Problems.Unsupported("Content-Type should be multipart/form-data")
                : Problems.BadRequest("Content-Type should have one boundary of 1 to 70 characters"));
        }

        // The header of a part may name an encoding, so a longer body may hold an allowed file. A client that sends Expect gets the strict limit, so that it
        // is refused before it sends the body.
        var isAsked = request.Headers.Expect.Count > 0;
        if (IsTooLong(request.ContentLength, isAsked ? limit.Bytes : limit.Bytes * LargestEncoding)) throw new ProblemException(limit.Refusal);
        var parts = new MultipartReader(request.BodyReader, boundary, MultipartLimits.Default) { Charset = MultipartBoundary.CharsetOf(request.ContentType) };
        return new UploadFormReader(parts, limit, request.ContentLength);
    }

    /// <summary>Reads the form up to the first byte of the file.</summary>
    /// <exception cref="ProblemException">Status 400: the form has no file in <c>source</c>.</exception>
    /// <exception cref="MultipartException">The form is malformed.</exception>
    public async Task<IncomingFile> ReadFileAsync(CancellationToken cancellationToken)
    {
        while (await reader.ReadPartAsync(cancellationToken) is { } part)
        {
            if (part.Name == CharsetField) reader.Charset = await ReadCharsetAsync(part.Content, cancellationToken);
            if (part.Name != FileField) continue;
            if (string.IsNullOrEmpty(part.FileName)) throw Fault($"'{FileField}' should be a file and have a file name");
            if (part.Encoding is ContentTransferEncoding.Unknown) throw Fault($"Content-Transfer-Encoding of '{FileField}' should be base64, quoted-printable, binary, 8bit or 7bit");
            if (part.Encoding is ContentTransferEncoding.None && IsTooLong(length, limit.Bytes)) throw new ProblemException(limit.Refusal);
            content = FormPartDecodingReader.Of(part.Content, part.Encoding);
            return new IncomingFile(part.FileName, content, FinishAsync);
        }

        throw Fault($"should have required file '{FileField}'");
    }

    /// <summary>Releases the body, so that the server can drain the rest of it.</summary>
    public void Dispose()
    {
        (content as FormPartDecodingReader)?.Complete();
        reader.Release();
    }

    private static async ValueTask<Encoding?> ReadCharsetAsync(PipeReader content, CancellationToken cancellationToken)
    {
        var read = await content.ReadAtLeastAsync(LongestCharset, cancellationToken);
        var label = Encoding.Latin1.GetString(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, LongestCharset)));
        content.AdvanceTo(read.Buffer.End);
        return Charsets.Find(label.Trim());
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (await reader.ReadPartAsync(cancellationToken) is { } part)
        {
            if (part.Name == FileField) throw Fault($"'{FileField}' should be given only once");
        }
    }

    private static bool IsTooLong(long? length, long most) => length > most + MultipartLimits.Default.MaxOverheadBytes;

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
