using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parhelion;

// What an application on .NET 8 does with the client: dependency injection, upload, list, download, delete, an error. The tests run it.

static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"Set {name}.");

await using var services = new ServiceCollection()
    .AddParhelionClient(options =>
    {
        options.Host = new Uri(Setting("PARHELION_HOST"));
        options.Credentials = ParhelionCredentials.SigningKey(Setting("PARHELION_KEY_ID"), Setting("PARHELION_KEY_SECRET"));
    })
    .Services.BuildServiceProvider();
var client = services.GetRequiredService<ParhelionClient>();
var appId = Setting("PARHELION_APP_ID");
var bytes = Encoding.UTF8.GetBytes("hello from .NET 8");

var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Private, bytes, "hello.txt");
var content = await client.Attachments.DownloadContentAsync(attachment.MediaUrl);
var user = await client.Users.CreateUserAsync(appId, new UserCreateBody { Profile = new Profile { GivenName = "Ada" }, Metadata = new Metadata { ["tier"] = "gold" } });
var changed = await client.Users.UpdateUserAsync(appId, user.Id, new UserUpdateBody { FieldsToClear = [UserField.Metadata] });
await client.Attachments.DeleteAttachmentAsync(appId, attachment.MediaUrl);
var receipts = 0;
await foreach (var receipt in client.Attachments.ListReceiptsAsync(appId)) receipts += receipt.Size == bytes.Length ? 1 : 0;

try
{
    await client.Attachments.DownloadContentAsync(attachment.MediaUrl);
}
catch (ParhelionException e) when (e.Status == 404)
{
    Console.WriteLine($"{Environment.Version.Major}: {Encoding.UTF8.GetString(content)}, {changed.Profile.GivenName}, {changed.Metadata.Count}, {receipts}, {e.Status}");
}
