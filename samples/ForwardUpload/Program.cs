using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Parhelion;

// A browser sends a file here, and it becomes a message of a conversation. The file is passed on as it comes: this server never holds it.
//   Parhelion:Host, Parhelion:AppId, Parhelion:KeyId, Parhelion:KeySecret say where to (environment: Parhelion__Host …).

const string Page =
    """
    <!doctype html><title>Send a file</title>
    <form method="post" enctype="multipart/form-data"><input type="file" name="file" required> <button>Send</button></form>
    """;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 51 << 20);
var settings = builder.Configuration.GetSection("Parhelion");
builder.Services.AddParhelionClient(settings);

var app = builder.Build();
app.MapGet("/conversations/{conversationId}", () => Results.Content(Page, "text/html"));
app.MapPost("/conversations/{conversationId}", async (string conversationId, HttpRequest request, ParhelionClient client, CancellationToken cancellationToken) =>
{
    if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
    {
        return Results.BadRequest("a form is expected");
    }

    var section = await new MultipartReader(boundary, request.Body).ReadNextSectionAsync(cancellationToken);
    if (section?.AsFileSection() is not { FileStream: { } stream, FileName: { Length: > 0 } name }) return Results.BadRequest("a file is expected");

    var appId = settings["AppId"]!;
    try
    {
        var attachment = await client.Attachments.UploadAttachmentAsync(
            appId, AttachmentAccess.Public, stream, name, new UploadAttachmentOptions { Purpose = AttachmentPurpose.Message, ConversationId = conversationId },
            cancellationToken);
        MessageContent content = attachment.MediaType.StartsWith("image/", StringComparison.Ordinal)
            ? new ImageContent { MediaUrl = attachment.MediaUrl }
            : new FileContent { MediaUrl = attachment.MediaUrl };
        var messages = await client.Messages.PostMessageAsync(
            appId, conversationId, new MessagePostBody { Author = Author.OfBusiness(), Content = content }, cancellationToken);
        return Results.Json(new { messages[0].Id, attachment.MediaUrl });
    }
    catch (ParhelionException e) when (e.Status is 404 or 413 or 415)
    {
        return Results.Problem(e.Errors[0].Title, statusCode: e.Status);
    }
}).DisableAntiforgery();

await app.RunAsync();
