using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Wire.Multipart;

namespace Parhelion.Server.Endpoints;

/// <summary>The multipart form of an upload, read as a stream: one file in the field <c>source</c>, other fields passed over.</summary>
internal sealed class UploadForm : IDisposable
{
    private const string FileField = "source";

    private readonly MultipartReader reader;

    private UploadForm(MultipartReader reader) => this.reader = reader;

    /// <summary>Judges what the header says of the body, before any of it is read.</summary>
    /// <exception cref="ProblemException">415: no form; 400: no usable boundary; 413: longer than any form with a file that is allowed.</exception>
    public static UploadForm Open(HttpRequest request, UploadOptions options)
    {
        if (!MultipartBoundary.TryParse(request.ContentType, out var boundary, out var fault))
        {
            throw new ProblemException(fault is BoundaryFault.NotMultipart
                ? Problems.Unsupported("Content-Type should be multipart/form-data")
                : Problems.BadRequest("Content-Type should have one boundary of 1 to 70 characters"));
        }

        var limits = MultipartLimits.Default;
        if (request.ContentLength > options.MaxBytes + limits.MaxOverheadBytes) throw new ProblemException(Problems.TooLarge("File", options.MaxBytes));
        return new UploadForm(new MultipartReader(request.BodyReader, boundary, limits));
    }

    /// <summary>Reads up to the first byte of the file.</summary>
    /// <exception cref="ProblemException">400: there is no file in <c>source</c>.</exception>
    /// <exception cref="MultipartException">The form is malformed.</exception>
    public async Task<IncomingFile> ReadFileAsync(CancellationToken cancellationToken)
    {
        while (await reader.ReadPartAsync(cancellationToken) is { } part)
        {
            if (part.Name != FileField) continue;
            if (string.IsNullOrEmpty(part.FileName)) throw Fault($"'{FileField}' should be a file and have a file name");
            return new IncomingFile(part.FileName, part.Content, FinishAsync);
        }

        throw Fault($"should have required file '{FileField}'");
    }

    /// <summary>Leaves the body in a state in which the rest of it can be drained.</summary>
    public void Dispose() => reader.Release();

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        while (await reader.ReadPartAsync(cancellationToken) is { } part)
        {
            if (part.Name == FileField) throw Fault($"'{FileField}' should be given once");
        }
    }

    private static ProblemException Fault(string title) => new(Problems.BadRequest(title));
}
