using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Parhelion.Server.Tests.Lifecycle;

namespace Parhelion.Server.Tests.Faults;

/// <summary>Deleting is what frees space: on a disk without a free byte everything can be deleted, also after a start on it.</summary>
public sealed class FullDiskDeletionTests : IDisposable
{
    private readonly SmallDisk disk = new(megabytes: 24);

    private string DataDirectory => disk.DataDirectory;

    public void Dispose() => disk.Dispose();

    [Fact]
    public async Task Server_starts_on_a_full_disk_and_deletes_everything()
    {
        Life life;
        await using (var first = await ServerProcess.StartAsync(DataDirectory))
        {
            life = await LiveAsync(first);
            await disk.ReserveIsThereAsync();
            first.Terminate();
            Assert.Equal(0, await first.ExitAsync());
        }

        disk.Fill();
        await using var server = await ServerProcess.StartAsync(DataDirectory);
        var chat = new Chat(server.Client, server.AppId);
        var url = new Uri(server.Url, new Uri(life.Url).AbsolutePath).AbsoluteUri;
        Assert.Equal("hello", await chat.ReadAsync(url));
        Assert.Equal(507, (await chat.UploadAsync(forMessage: false)).Status);

        Assert.Equal(200, await chat.RemoveAsync(url));
        Assert.Equal(200, await chat.DeleteMessageAsync(life.Conversation, life.Message));
        Assert.Equal(200, await chat.DeleteMessagesAsync(life.Conversation));
        Assert.Equal(200, await chat.DeleteConversationAsync(life.Conversation));
        Assert.Equal(200, await chat.DeleteUserAsync(life.User));
        await StampedAsync(chat, life.Files);
        Assert.Equal(507, (await chat.UploadAsync(forMessage: false)).Status);
        using var account = Account(server);
        Assert.Equal(200, await new Chat(account, server.AppId).DeleteAppAsync());

        disk.Empty();
        var next = await Chat.OfNewAppAsync(account);
        Assert.Equal(201, (await next.UploadAsync(forMessage: false)).Status);
        await disk.ReserveIsThereAsync();
        var verified = await ServerProcess.VerifyAsync(DataDirectory);
        Assert.True(verified.ExitCode == 0, verified.Output);
    }

    [Fact]
    public async Task Disk_that_fills_up_under_the_server_lets_everything_be_deleted()
    {
        await using var server = await ServerProcess.StartAsync(DataDirectory);
        var life = await LiveAsync(server);
        await disk.ReserveIsThereAsync();
        var chat = new Chat(server.Client, server.AppId);
        disk.Fill();

        // A backup reads meanwhile: the log cannot be emptied, and grows.
        await using (var reader = new SqliteConnection($"Data Source={Path.Combine(DataDirectory, "parhelion.db")};Pooling=False"))
        {
            reader.Open();
            await using var snapshot = reader.BeginTransaction(deferred: true);
            await using (var read = reader.CreateCommand())
            {
                read.CommandText = "SELECT COUNT(*) FROM messages";
                Assert.True((long)read.ExecuteScalar()! > 0);
            }

            Assert.Equal(200, await chat.DeleteUserAsync(life.User));
            Assert.Equal(200, await chat.RemoveAsync(life.Url));
        }

        await StampedAsync(chat, life.Files);
        disk.Empty();
        Assert.Equal(201, (await chat.UploadAsync(forMessage: false)).Status);
        Assert.Contains("The disk is full. The reserved 1048576 bytes are now used for deletions", server.Output, StringComparison.Ordinal);
        Assert.Contains("The disk has free space again", server.Output, StringComparison.Ordinal);
    }

    // A user with more files than one step of a cascade takes apart on a full disk, and a file of the app.
    private static async Task<Life> LiveAsync(ServerProcess server)
    {
        var chat = new Chat(server.Client, server.AppId);
        var (_, user) = await chat.UserAsync("full");
        var (_, conversation) = await chat.PersonalAsync(user);
        var (_, other) = await chat.PersonalAsync(user);
        var message = "";
        for (var i = 0; i < 40; i++) (_, message) = await chat.PostAsync(i < 20 ? conversation : other, user, (await chat.UploadAsync(forMessage: true)).Url);
        var (_, url) = await chat.UploadAsync(forMessage: false);
        return new Life(user, other, message, url, Files: 41);
    }

    private static Task StampedAsync(Chat chat, int count) => Uploads.WaitAsync(
        async () => (await chat.ReceiptsAsync()).Count(receipt => receipt.TryGetProperty("erasedAt", out _)) == count,
        () => "A receipt has no stamp.", seconds: 60);

    private static HttpClient Account(ServerProcess server)
    {
        using var credentials = JsonDocument.Parse(File.ReadAllText(Path.Combine(server.DataDirectory, "credentials.json")));
        var account = credentials.RootElement.GetProperty("account");
        var basic = Encoding.UTF8.GetBytes($"{account.GetProperty("keyId").GetString()}:{account.GetProperty("secret").GetString()}");
        return new HttpClient { BaseAddress = server.Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(basic)) } };
    }

    private sealed record Life(string User, string Conversation, string Message, string Url, int Files);
}
