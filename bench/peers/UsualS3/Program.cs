// Files in S3 and their rows in PostgreSQL with AWSSDK and Npgsql as they are usually used. Nothing is sniffed, cached or asked for credentials.
//   dotnet UsualS3.dll --urls http://127.0.0.1:PORT --Database CONNECTION --Endpoint URL --Region NAME --AccessKey KEY --SecretKey SECRET --Bucket NAME
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
// The one setting that it cannot do without: 30 MB is the limit otherwise.
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
var app = builder.Build();
var settings = app.Configuration;
var bucket = settings["Bucket"]!;

await using var database = NpgsqlDataSource.Create(settings["Database"]!);
// Checksums that not every store knows are left out, as is usual with stores that are not Amazon's.
using var store = new AmazonS3Client(settings["AccessKey"], settings["SecretKey"], new AmazonS3Config
{
    ServiceURL = settings["Endpoint"],
    AuthenticationRegion = settings["Region"],
    ForcePathStyle = true,
    RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
    ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
});

await store.PutBucketAsync(bucket);
await using (var create = database.CreateCommand(
    "CREATE TABLE IF NOT EXISTS files (id uuid PRIMARY KEY, name text NOT NULL, media_type text NOT NULL, size bigint NOT NULL, created_at timestamptz NOT NULL)"))
{
    await create.ExecuteNonQueryAsync();
}

app.MapPost("/files", async (IFormFile source, CancellationToken cancellationToken) =>
{
    var id = Guid.NewGuid();
    await using var content = source.OpenReadStream();
    await store.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = $"{id}", InputStream = content, ContentType = source.ContentType }, cancellationToken);
    await using var insert = database.CreateCommand("INSERT INTO files (id, name, media_type, size, created_at) VALUES ($1, $2, $3, $4, now())");
    insert.Parameters.AddWithValue(id);
    insert.Parameters.AddWithValue(source.FileName);
    insert.Parameters.AddWithValue(source.ContentType);
    insert.Parameters.AddWithValue(source.Length);
    await insert.ExecuteNonQueryAsync(cancellationToken);
    return Results.Created($"/files/{id}", new { id });
}).DisableAntiforgery();

app.MapGet("/files/{id:guid}", async (Guid id, HttpResponse response, CancellationToken cancellationToken) =>
{
    if (await FindAsync(id, cancellationToken) is not var (mediaType, size))
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return;
    }

    response.ContentType = mediaType;
    response.ContentLength = size;
    using var file = await store.GetObjectAsync(bucket, $"{id}", cancellationToken);
    await file.ResponseStream.CopyToAsync(response.Body, cancellationToken);
});

app.MapDelete("/files/{id:guid}", async (Guid id, CancellationToken cancellationToken) =>
{
    await using var delete = database.CreateCommand("DELETE FROM files WHERE id = $1");
    delete.Parameters.AddWithValue(id);
    if (await delete.ExecuteNonQueryAsync(cancellationToken) == 0) return Results.NotFound();
    await store.DeleteObjectAsync(bucket, $"{id}", cancellationToken);
    return Results.NoContent();
});

app.Run();

async Task<(string MediaType, long Size)?> FindAsync(Guid id, CancellationToken cancellationToken)
{
    await using var select = database.CreateCommand("SELECT media_type, size FROM files WHERE id = $1");
    select.Parameters.AddWithValue(id);
    await using var row = await select.ExecuteReaderAsync(cancellationToken);
    return await row.ReadAsync(cancellationToken) ? (row.GetString(0), row.GetInt64(1)) : null;
}
