using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parhelion.Server.Tests.Faults;
using Parhelion.Testing;

namespace Parhelion.Server.Tests.Lifecycle;

/// <summary>What was deleted is in no file of the data directory: searched byte by byte, from the moment that the receipts are stamped.</summary>
public sealed class GoneTests : IAsyncLifetime
{
    private ParhelionServer server = null!;
    private Chat chat = null!;

    public async ValueTask InitializeAsync()
    {
        server = await ParhelionServer.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        chat = Chat.Of(server);
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Nothing_of_a_deleted_user_is_in_any_file_once_the_receipts_are_stamped()
    {
        var (id, words) = await PersonAsync("Idle");
        Assert.All(words, word => Assert.Contains(word, Everything(), StringComparison.Ordinal));

        Assert.Equal(200, await chat.DeleteUserAsync(id));
        await StampedAsync(count: 2, seconds: 10);

        AssertGone(words);
    }

    [Fact]
    public async Task Nothing_of_a_deleted_user_is_in_any_file_once_the_receipts_are_stamped_while_others_write()
    {
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => WriteAsync(stop.Token)).ToList();
        var (id, words) = await PersonAsync("Loaded");

        Assert.Equal(200, await chat.DeleteUserAsync(id));
        await StampedAsync(count: 2, seconds: 60);

        AssertGone(words);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    // Nothing of it has a receipt.
    [Fact]
    public async Task Words_that_were_changed_or_deleted_without_a_file_are_gone_soon()
    {
        var (_, user) = await chat.UserAsync("external-NoFile");
        var (_, conversation) = await chat.PersonalAsync(user);
        await PatchAsync(user, "NoFile");
        await PatchAsync(user, "Changed");
        var message = await SayAsync(conversation, user, "text-NoFile");
        Assert.Equal(200, await chat.DeleteMessageAsync(conversation, message));

        await Uploads.WaitAsync(
            () => Task.FromResult(!Everything().Contains("text-NoFile", StringComparison.Ordinal) && !Everything().Contains("mail-NoFile", StringComparison.Ordinal)),
            () => "The text of a message, or an address, can still be read.", seconds: 20);

        Assert.Contains("mail-Changed", Everything(), StringComparison.Ordinal);
    }

    // Killed at any moment, a server finds what waits for its stamps.
    [Fact]
    public async Task Receipts_come_after_a_crash_and_nothing_is_left()
    {
        var directory = Directory.CreateTempSubdirectory("parhelion-gone-").FullName;
        try
        {
            var paths = new List<string>();
            for (var round = 0; round < 3; round++)
            {
                await using var killed = await ServerProcess.StartAsync(directory);
                for (var i = 0; i < 5; i++) paths.Add((await killed.UploadAsync(new StringContent("secret"), $"name-{round}-{i}.txt")).MediaUrl!);
                await Task.WhenAll(paths[^5..].Select(killed.RemoveAsync));
                await Task.Delay(round * 7, TestContext.Current.CancellationToken);
                killed.Kill();
                await killed.ExitAsync();
            }

            await using var last = await ServerProcess.StartAsync(directory);
            await Uploads.WaitAsync(
                async () => (await new Chat(last.Client, last.AppId).ReceiptsAsync()).Count(receipt => receipt.TryGetProperty("erasedAt", out _)) == paths.Count,
                () => "A receipt has no stamp.", seconds: 30);
            var all = Everything(directory);
            Assert.All(paths, path => Assert.DoesNotContain(path.Split('/')[^2], all, StringComparison.Ordinal));
            Assert.DoesNotContain("name-", all, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // A user with everything that a user can have, and the words that are to be gone with it.
    private async Task<(string Id, List<string> Words)> PersonAsync(string mark)
    {
        var (_, user) = await chat.UserAsync($"external-{mark}");
        await PatchAsync(user, mark);
        var (_, conversation) = await chat.PersonalAsync(user);
        var (_, sent) = await chat.UploadAsync(forMessage: true, conversation, $"content-{mark}", $"sent-{mark}.txt");
        var (_, held) = await chat.UploadAsync(forMessage: false, conversation, $"content-{mark}", $"held-{mark}.txt");
        await chat.PostAsync(conversation, user, sent);
        await SayAsync(conversation, user, $"text-{mark}");
        List<string> words =
        [
            $"external-{mark}", $"given-{mark}", $"mail-{mark}", $"metadata-{mark}", $"content-{mark}", $"sent-{mark}", $"held-{mark}", $"text-{mark}",
            new Uri(sent).Segments[^2].TrimEnd('/'), new Uri(held).Segments[^2].TrimEnd('/'),
        ];
        return (user, words);
    }

    private async Task PatchAsync(string user, string mark)
    {
        var body = new { profile = new { givenName = $"given-{mark}", email = $"mail-{mark}@example.org" }, metadata = new { note = $"metadata-{mark}" } };
        using var response = await chat.Client.PatchAsJsonAsync($"/v2/apps/{chat.AppId}/users/{user}", body, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private async Task<string> SayAsync(string conversation, string user, string text)
    {
        var body = new { author = new { type = "user", userId = user }, content = new { type = "text", text } };
        using var response = await chat.Client.PostAsJsonAsync($"/v2/apps/{chat.AppId}/conversations/{conversation}/messages", body, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return answer.GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested) Assert.Equal(201, (await chat.UploadAsync(forMessage: false)).Status);
    }

    private Task StampedAsync(int count, int seconds) => Uploads.WaitAsync(
        async () => (await chat.ReceiptsAsync()).Count(receipt => receipt.TryGetProperty("erasedAt", out _)) == count,
        () => "A receipt has no stamp.", seconds);

    private void AssertGone(List<string> words)
    {
        var all = Everything();
        Assert.All(words, word => Assert.DoesNotContain(word, all, StringComparison.Ordinal));
    }

    private string Everything() => Everything(server.DataDirectory);

    private static string Everything(string directory)
    {
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)) all.AppendLine(file).AppendLine(Read(file));
        return all.ToString();
    }

    // Staged files come and go.
    private static string Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
