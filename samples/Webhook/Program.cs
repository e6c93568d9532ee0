using Parhelion;

// Receives the events of a webhook and prints them. Create the webhook with the URL of this program and the path /hook.
//   Webhook:Secret is the secret that the creation of the webhook returned (environment: Webhook__Secret).

var app = WebApplication.CreateBuilder(args).Build();
var secret = app.Configuration["Webhook:Secret"] ?? throw new InvalidOperationException("Set Webhook:Secret.");

app.MapPost("/hook", async (HttpRequest request, CancellationToken cancellationToken) =>
{
    var hook = await WebhookRequest.ReadAsync(request.Body, name => request.Headers[name], secret, cancellationToken: cancellationToken);
    if (hook is null) return Results.Unauthorized();
    foreach (var happened in hook.Events)
    {
        // The server repeats a call that it got no answer to: keep the ids that you have worked off.
        Console.WriteLine(happened switch
        {
            ConversationMessageEvent posted when posted.Message.ReadContent() is MediaContent media => $"{posted.Type} {posted.Conversation.Id} {media.MediaUrl}",
            ConversationMessageEvent posted => $"{posted.Type} {posted.Conversation.Id} {posted.Message.Id}",
            UserRemoveEvent removed => $"{removed.Type} {removed.User.Id}",
            AttachmentCreateEvent uploaded => $"{uploaded.Type} {uploaded.Attachment.FileName} {uploaded.Attachment.MediaType}",
            AttachmentRemoveEvent removed => $"{removed.Type} {removed.Receipt.Size} bytes, {removed.Receipt.Reason}",
            _ => happened.Type,
        });
    }

    return Results.Ok();
});

await app.RunAsync();
