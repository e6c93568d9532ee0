using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Core.Blobs;
using Parhelion.Core.Uploading;
using Parhelion.Core.Uploading.Dimensions;
using Parhelion.Testing;
using Parhelion.Tests;

namespace Parhelion.Files.Tests;

/// <summary>Files that other programs have made, through a real server: each is taken under its extension, served as what it is and comes back byte for byte, or is
/// refused for what it is not.</summary>
public sealed class FixtureTests(Fixtures fixtures)
{
    private const string Refused = "refused";

    // With "all" there are some 650 files. A sample has 220 to 260 of them.
    private static readonly int LeastFiles = Sampling.IsWhole ? 400 : 200;
    private static readonly int LeastCompared = Sampling.IsWhole ? 250 : 80;

    [Fact]
    public void Programs_make_files_of_every_extension()
    {
        Fixtures.Require();

        Assert.True(fixtures.Failed.Length == 0, fixtures.Failed);
        Assert.True(fixtures.Files.Count >= LeastFiles, $"Only {fixtures.Files.Count} files were made, and at least {LeastFiles} were expected.");
        // No free program but LibreOffice writes these (office-all.sh).
        string[] slow = Sampling.IsWhole ? [] : ["doc", "pps", "ppt"];
        var made = fixtures.Files.Where(file => file.Expected != Refused).Select(file => file.Extension).Distinct();
        Assert.Equal(AllowedFileTypes.DefaultExtensions.Except(slow).Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_file_is_served_as_what_it_is()
    {
        Fixtures.Require();
        await using var server = await ParhelionServer.StartAsync(options => options.Settings["Durability"] = "Os", TestContext.Current.CancellationToken);
        using var client = server.CreateClient();
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(fixtures.Files, TestContext.Current.CancellationToken, async (file, cancellationToken) =>
        {
            var found = await SendAsync(client, server.AppId, file, cancellationToken);
            if (found != file.Expected) wrong.Add($"{file.Name}: {found}, not {file.Expected}");
        });

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {fixtures.Files.Count}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public async Task Dimensions_are_those_that_ffprobe_and_ImageMagick_tell()
    {
        Fixtures.Require();
        var wrong = new ConcurrentBag<string>();
        var compared = 0;
        await Parallel.ForEachAsync(fixtures.Files.Where(file => file.Expected != Refused), TestContext.Current.CancellationToken, async (file, cancellationToken) =>
        {
            if (await MeasuredDimensions.OfAsync(file, cancellationToken) is not { } expected) return;
            Interlocked.Increment(ref compared);
            using var bytes = File.OpenHandle(file.Path);
            var found = await DimensionsReader.ReadAsync(new StagedFileReader(bytes, RandomAccess.GetLength(bytes)), file.Expected);
            if (!expected.Equals(found)) wrong.Add($"{file.Name}: {found.Width} x {found.Height}, {found.Milliseconds} ms, not {expected}");
        });

        Assert.True(compared >= LeastCompared, $"Only {compared} files were compared, and at least {LeastCompared} were expected.");
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {compared}:\n{string.Join('\n', wrong.Order(StringComparer.Ordinal))}");
    }

    // What a file is served as, or what went wrong with it.
    private static async Task<string> SendAsync(HttpClient client, string appId, Fixture file, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(file.Path, cancellationToken);
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", file.Name } };
        using var created = await client.PostAsync($"/v2/apps/{appId}/attachments?access=public", form, cancellationToken);
        if (created.StatusCode == HttpStatusCode.UnsupportedMediaType) return Refused;
        if (created.StatusCode != HttpStatusCode.Created) return $"answered with {created.StatusCode}";
        var attachment = (await created.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("attachment");
        using var served = await client.GetAsync(new Uri(attachment.GetProperty("mediaUrl").GetString()!), cancellationToken);
        if (!(await served.Content.ReadAsByteArrayAsync(cancellationToken)).AsSpan().SequenceEqual(bytes)) return "other bytes";
        var type = served.Content.Headers.ContentType!.MediaType!;
        return type == attachment.GetProperty("mediaType").GetString() ? type : $"{attachment.GetProperty("mediaType")} when it was uploaded, {type} when it is served";
    }
}
