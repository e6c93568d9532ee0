using Parhelion.Core.Catalog;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;

namespace Parhelion.Server.Uploads;

/// <summary>Handles the standard upload of the API, which is one request with a multipart form.</summary>
internal sealed class FormUploadHandler(UploadService uploads, UploadOptions options, UploadRefusalRecorder refusals, UploadResponseWriter answers)
{
    /// <summary>Stores the file of the form and answers 201 <c>AttachmentResponse</c>.</summary>
    public async Task PostAsync(HttpContext http, NewAttachmentProperties properties) =>
        await UploadResponseWriter.SendAsync(http, await StoreAsync(http, properties), StatusCodes.Status201Created);

    private async Task<AttachmentRow> StoreAsync(HttpContext http, NewAttachmentProperties properties)
    {
        using var form = await CheckAsync(properties, () => Task.FromResult(UploadFormReader.Open(http.Request, UploadSizeLimit.Of(options, properties))));
        var file = await CheckAsync(properties, () => form.ReadFileAsync(http.RequestAborted));
        var mark = answers.CurrentGeneration();
        var row = await uploads.StoreAsync(properties, file, http.RequestAborted);
        answers.Remember(row, mark);
        return row;
    }

    // A form that is too long for the quota is refused before its file.
    private async Task<T> CheckAsync<T>(NewAttachmentProperties properties, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ProblemException e) when (UploadRefusalRecorder.Concerns(e))
        {
            await refusals.RecordAsync(e, new RefusedUpload(properties.AppId, properties.ConversationId));
            throw;
        }
    }
}
