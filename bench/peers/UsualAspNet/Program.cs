// Files up and down with ASP.NET Core as it is usually written. Nothing is flushed, sniffed, recorded or asked for credentials.
//   dotnet UsualAspNet.dll --urls http://127.0.0.1:PORT --Files DIRECTORY --Uploads DIRECTORY
var builder = WebApplication.CreateBuilder(args);
// The one setting that it cannot do without: 30 MB is the limit otherwise.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
var app = builder.Build();
var files = app.Configuration["Files"]!;
var uploads = app.Configuration["Uploads"]!;

app.MapGet("/files/{**path}", (string path) => Results.File(Path.Combine(files, path), "image/png", enableRangeProcessing: true));

app.MapGet("/uploads/{name}", (string name) => Results.File(Path.Combine(uploads, name), "image/png", enableRangeProcessing: true));

app.MapPost("/uploads", async (IFormFile source) =>
{
    var name = $"{Guid.NewGuid():N}{Path.GetExtension(source.FileName)}";
    await using var file = File.Create(Path.Combine(uploads, name));
    await source.CopyToAsync(file);
    return Results.Created($"/uploads/{name}", new { name });
}).DisableAntiforgery();

app.MapDelete("/uploads/{name}", (string name) =>
{
    File.Delete(Path.Combine(uploads, name));
    return Results.NoContent();
});

app.Run();
