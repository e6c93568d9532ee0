using Parhelion;

// Uploads a file, reads it back, and removes it again:
//   PARHELION_HOST=… PARHELION_APP_ID=… PARHELION_KEY_ID=… PARHELION_KEY_SECRET=… Upload picture.png

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}.");

using var client = new ParhelionClient(new ParhelionClientOptions
{
    Host = new Uri(Setting("PARHELION_HOST")),
    Credentials = ParhelionCredentials.SigningKey(Setting("PARHELION_KEY_ID"), Setting("PARHELION_KEY_SECRET")),
});
var appId = Setting("PARHELION_APP_ID");

try
{
    var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, args[0]);
    Console.WriteLine($"{attachment.MediaType} {attachment.MediaUrl}");

    var size = await client.Attachments.DownloadToAsync(attachment.MediaUrl, Stream.Null);
    Console.WriteLine($"{size} bytes");

    await client.Attachments.DeleteAttachmentAsync(appId, attachment.MediaUrl);
    Console.WriteLine("removed");
    return 0;
}
catch (ParhelionException e) when (e.Status == 415)
{
    Console.Error.WriteLine($"The server does not take such files: {e.Errors[0].Title}");
    return 1;
}
