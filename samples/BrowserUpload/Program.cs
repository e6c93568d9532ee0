using Parhelion;

// Two pages upload files from the browser straight to Parhelion. This server gives them upload links; the key never leaves it.
//   Parhelion:Host, Parhelion:AppId, Parhelion:KeyId, Parhelion:KeySecret say where to (environment: Parhelion__Host …).

const int MaxFiles = 100;
var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.GetSection("Parhelion");
builder.Services.AddParhelionClient(settings);

var app = builder.Build();
// Where the browser uploads to: Parhelion as the browser reaches it, and nobody else.
var uploads = new Uri(settings["PublicHost"] ?? settings["Host"]!).GetLeftPart(UriPartial.Authority);
// Where it reads media from.
var media = new Uri(settings["MediaHost"] ?? uploads).GetLeftPart(UriPartial.Authority);
app.Use((http, next) =>
{
    // Uppy shows thumbnails from blob: URLs.
    http.Response.Headers.ContentSecurityPolicy =
        $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data: {media}; connect-src 'self' {uploads}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
    http.Response.Headers.XContentTypeOptions = "nosniff";
    return next(http);
});
app.MapGet("/", () => Results.Redirect("/plain.html"));
app.MapPost("/upload-links", async (int files, ParhelionClient client, CancellationToken cancellationToken) =>
{
    // Check here who is asking, and what they may upload.
    var options = new UploadLinkOptions { MaxUploads = Math.Clamp(files, 1, MaxFiles), ExpiresIn = TimeSpan.FromMinutes(15) };
    var link = await client.Attachments.CreateUploadLinkAsync(settings["AppId"]!, AttachmentAccess.Public, options, cancellationToken);
    return Results.Ok(new { link.Url, link.ExpiresAt, link.MaxUploads });
});
app.UseStaticFiles();
await app.RunAsync();
