using Microsoft.Extensions.DependencyInjection;
using Parhelion.Core.Blobs;
using Parhelion.Core.Catalog;
using Parhelion.Server.Commands;
using Parhelion.Server.Tests.Homes;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Small pictures to upload, and what must be true of their renditions after crashes: whatever is stored of a rendition has a row, and its row an attachment
/// that lives.</summary>
internal static class StoredPictures
{
    /// <summary>Has servers make renditions. A busy machine may be slow.</summary>
    public static readonly string[] Settings = ["Images:Enabled=true", "Images:WaitTime=00:01:00"];

    /// <summary>What a media URL needs to become that of a rendition.</summary>
    public const string Query = "?rendition=thumbnail";

    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", "sample.png"));

    /// <summary>A PNG file like no other: decoders do not read its end.</summary>
    public static byte[] Next(Random random) => [.. Sample, .. BitConverter.GetBytes(random.NextInt64())];

    /// <summary>Ends all leases of work that a crashed server has left, so that nobody has to wait for them. No server runs.</summary>
    public static Task EndLeasesAsync(Home home) => UseAsync(home, (database, _) => database.WriteAsync(
        async session =>
        {
            await session.Sql("UPDATE renditions SET lease_until = 0 WHERE made_at IS NULL").ExecuteAsync();
            await session.Sql("UPDATE removals SET due_at = 0 WHERE token IS NOT NULL").ExecuteAsync();
            await session.Sql("UPDATE rendition_states SET due_at = 0 WHERE due_at IS NOT NULL").ExecuteAsync();
            return true;
        },
        TestContext.Current.CancellationToken));

    /// <summary>Waits until the server that runs has made the renditions of all pictures, and has erased those of files that are gone. Then looks for bytes of
    /// renditions that no row names, in the quarantine as well.</summary>
    /// <returns>How many renditions there are.</returns>
    public static async Task<long> CheckAsync(Home home)
    {
        var found = 0L;
        await UseAsync(home, async (database, blobs) =>
        {
            await WaitForNoneAsync(database, "SELECT COUNT(*) FROM rendition_states WHERE due_at IS NOT NULL", "pictures wait for their renditions");
            await WaitForNoneAsync(
                database, "SELECT COUNT(*) FROM renditions WHERE original NOT IN (SELECT token FROM live_attachments)", "renditions have rows although their files are gone");
            await WaitForNoneAsync(database, "SELECT COUNT(*) FROM renditions WHERE made_at IS NULL", "renditions are never finished");
            found = await AskAsync(database, "SELECT COUNT(*) FROM renditions");
            await foreach (var entry in blobs.ListAsync(TestContext.Current.CancellationToken)) await CheckAsync(home, database, blobs, entry);
            await foreach (var entry in blobs.Quarantine.ListAsync(TestContext.Current.CancellationToken)) await CheckAsync(home, database, blobs, entry);
            return true;
        });
        return found;
    }

    /// <summary>Whether a rendition is served at the media URL of a picture. It may have to be made.</summary>
    public static async Task<bool> IsServedAsync(HttpClient client, string mediaUrl)
    {
        using var response = await client.GetAsync(new Uri(mediaUrl + Query, UriKind.RelativeOrAbsolute), TestContext.Current.CancellationToken);
        if ((int)response.StatusCode == 404) return false;
        Assert.Equal((200, "image/webp"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(IsRendition(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
        return true;
    }

    private static async Task CheckAsync(Home home, Database database, IBlobStore blobs, BlobListingEntry entry)
    {
        // Bytes in the quarantine of a bucket cannot be read in this way.
        var path = Path.Combine(home.Directory, entry.Name);
        var head = File.Exists(path) ? await HeadAsync(File.OpenRead(path)) : entry is { State: BlobListingEntryKind.Complete, Key: { } key } ? await HeadAsync(blobs, key) : [];
        if (!IsRendition(head)) return;
        Assert.True(
            entry.State == BlobListingEntryKind.Complete && await database.ReadAsync((session, token) => RenditionTable.OwnsAsync(session, entry.Key!.Value, token), TestContext.Current.CancellationToken),
            $"{entry.Name} is a rendition without a row.");
    }

    private static bool IsRendition(ReadOnlySpan<byte> bytes) => bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);

    private static async Task<byte[]> HeadAsync(IBlobStore blobs, BlobKey key)
    {
        await using var blob = await blobs.OpenAsync(key, 0, 12, TestContext.Current.CancellationToken);
        if (blob is null || blob.Length < 12) return [];
        var pipe = new System.IO.Pipelines.Pipe();
        await blob.CopyToAsync(pipe.Writer, TestContext.Current.CancellationToken);
        await pipe.Writer.CompleteAsync();
        return await HeadAsync(pipe.Reader.AsStream());
    }

    private static async Task<byte[]> HeadAsync(Stream stream)
    {
        await using (stream)
        {
            var head = new byte[12];
            var length = await stream.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
            return length == head.Length ? head : [];
        }
    }

    private static Task WaitForNoneAsync(Database database, string query, string what)
    {
        var left = 0L;
        return Uploads.WaitAsync(async () => (left = await AskAsync(database, query)) == 0, () => $"{left} {what}.", seconds: 90);
    }

    private static ValueTask<long> AskAsync(Database database, string query) =>
        database.ReadAsync((session, token) => session.Sql(query).FirstAsync(row => row.GetInt64(0), token), TestContext.Current.CancellationToken);

    private static async Task UseAsync<T>(Home home, Func<Database, IBlobStore, Task<T>> use)
    {
        await using var app = CommandHost.Build([$"--Parhelion:DataDirectory={home.Directory}", .. home.Settings.Select(setting => $"--Parhelion:{setting.Key}={setting.Value}")]);
        await use(await CommandHost.OpenDatabaseAsync(app.Services), app.Services.GetRequiredService<IBlobStore>());
    }
}
