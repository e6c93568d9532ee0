using Parhelion.DiskFaults.Load;

namespace Parhelion.DiskFaults.FailingCalls;

/// <summary>Something that a running server is asked to do while one of its file calls fails.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="PrepareAsync">Makes what is needed, while all calls go through; what it returns is given to the next step.</param>
/// <param name="RunAsync">Asks the server. What it promises goes into the book.</param>
internal sealed record Operation(
    string Name, Func<Api, PromiseBook, Random, Task<PreparedFiles>> PrepareAsync, Func<Api, PromiseBook, PreparedFiles, Task> RunAsync)
{
    private const int OK = 200;
    private const int Created = 201;
    private const int CascadeFiles = 3;

    // A failed erasure is tried again after a second.
    private static readonly TimeSpan ReceiptLimit = TimeSpan.FromSeconds(3);

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("upload", (_, _, random) => Task.FromResult(new PreparedFiles { New = LoadFile.OfSize(random, 3_000) }), UploadAsync),
        new("large upload", (_, _, random) => Task.FromResult(new PreparedFiles { New = LoadFile.OfSize(random, 700_000) }), UploadAsync),
        new("removal", PrepareRemovalAsync, RemoveAsync),
        new("cascade", PrepareCascadeAsync, DeleteUserAsync),
        new("rendition", PreparePictureAsync, ViewAsync),
        new("removal of a picture", PreparePictureAsync, RemoveAsync),
    ];

    private static async Task UploadAsync(Api api, PromiseBook book, PreparedFiles files)
    {
        var (status, path) = await api.UploadAsync(files.New!.Bytes, files.New.Name);
        if (status == Created) book.Stored(path, files.New.Bytes);
    }

    private static async Task<PreparedFiles> PrepareRemovalAsync(Api api, PromiseBook book, Random random) =>
        new() { Paths = [await StoreAsync(api, book, random, "")] };

    private static async Task RemoveAsync(Api api, PromiseBook book, PreparedFiles files)
    {
        book.Removing(files.Paths);
        if (await api.RemoveAsync(files.Paths[0]) == OK) book.Removed(files.Paths);
        await SeeReceiptsAsync(api, book);
    }

    // With the renditions that the server makes by itself.
    private static async Task<PreparedFiles> PreparePictureAsync(Api api, PromiseBook book, Random random)
    {
        var file = LoadFile.Picture(random);
        var path = await StoreAsync(api, book, file, "");
        var (status, _) = await api.ReadAsync($"{path}?rendition=thumbnail");
        if (status != OK) throw new HttpRequestException($"A request for a rendition without a fault is answered with {status}.");
        return new PreparedFiles { Paths = [path] };
    }

    // One that is made at the first request.
    private static async Task ViewAsync(Api api, PromiseBook book, PreparedFiles files) => await api.ReadAsync($"{files.Paths[0]}?rendition=thumbnail&format=jpeg");

    private static async Task<PreparedFiles> PrepareCascadeAsync(Api api, PromiseBook book, Random random)
    {
        var (_, user) = await api.AddUserAsync();
        var (_, conversation) = await api.AddConversationAsync(user);
        var paths = new List<string>();
        for (var count = 0; count < CascadeFiles; count++)
        {
            paths.Add(await StoreAsync(api, book, random, $"&for=message&conversationId={conversation}"));
            await api.PostAsync(conversation, paths[^1]);
        }

        return new PreparedFiles { User = user, Paths = paths };
    }

    private static async Task DeleteUserAsync(Api api, PromiseBook book, PreparedFiles files)
    {
        book.Removing(files.Paths);
        if (await api.DeleteAsync($"users/{files.User}") == OK) book.Removed(files.Paths);
        await SeeReceiptsAsync(api, book);
    }

    private static Task<string> StoreAsync(Api api, PromiseBook book, Random random, string query) => StoreAsync(api, book, LoadFile.OfSize(random, 3_000), query);

    private static async Task<string> StoreAsync(Api api, PromiseBook book, LoadFile file, string query)
    {
        var (status, path) = await api.UploadAsync(file.Bytes, file.Name, query);
        if (status != Created) throw new HttpRequestException($"An upload without a fault is answered with {status}.");
        book.Stored(path, file.Bytes);
        return path;
    }

    private static async Task SeeReceiptsAsync(Api api, PromiseBook book)
    {
        for (var since = TimeProvider.System.GetTimestamp(); book.IsWaiting && TimeProvider.System.GetElapsedTime(since) < ReceiptLimit; await Task.Delay(50))
        {
            book.Erased(await api.ErasedAsync());
        }
    }
}

/// <summary>What an operation works on.</summary>
internal sealed record PreparedFiles
{
    /// <summary>A file to upload.</summary>
    public LoadFile? New { get; init; }

    /// <summary>Attachments that are there.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>A user who has sent them.</summary>
    public string User { get; init; } = "";
}
