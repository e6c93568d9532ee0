using System.Net;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Parhelion.Server.Tests.Faults;

namespace Parhelion.Load;

/// <summary>A data directory with very many rows, and with 1,000 calls of a webhook, for each start of the server.</summary>
internal sealed class ConsoleHome : IAsyncDisposable
{
    /// <summary>The external id of the user whose conversation has the messages.</summary>
    public const string BusyUser = "busy";

    private const int Conversations = 100_000;
    private const int Messages = 1000;

    private readonly string directory = Directory.CreateTempSubdirectory("parhelion-console-").FullName;
    private readonly HttpListener receiver = new();

    public static async Task<ConsoleHome> StartAsync(int attachments)
    {
        var home = new ConsoleHome();
        string app;
        await using (var server = await ServerProcess.StartAsync(home.directory))
        {
            app = server.AppId;
            server.Terminate();
            await server.ExitAsync();
        }

        home.Seed(app, attachments);
        var port = WebhookLoad.FreePort();
        home.receiver.Prefixes.Add($"http://127.0.0.1:{port}/");
        home.receiver.Start();
        _ = home.ReceiveAsync();
        return home;
    }

    /// <summary>Starts the server. Its webhook has been called before this returns.</summary>
    public async Task<ServerProcess> ServeAsync()
    {
        var server = await ServerProcess.StartAsync(directory, "Webhooks:AllowPrivateTargets=true");
        try
        {
            await TalkAsync(server);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        receiver.Close();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    // Rows without bytes: the pages show no picture of them, but ask nothing else of the bytes.
    private void Seed(string app, int attachments)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory, "parhelion.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandTimeout = 0;
        command.CommandText = """
            PRAGMA synchronous = OFF;
            BEGIN;
            WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < $attachments)
            INSERT INTO attachments (token, id, app_id, for_message, held_by, file_name, media_type, size, sha256, created_at, access)
            SELECT lower(hex(randomblob(12))), printf('%08x%016x', $now / 1000 - $attachments + n, n), $app, 0, 'app', 'photo ' || n || '.jpg', 'image/jpeg', 100000, randomblob(32), $now - ($attachments - n) * 1000, 'public' FROM i;
            WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < $conversations)
            INSERT INTO users (id, app_id, brand_id, external_id, signed_up_at, profile, metadata, created_at)
            SELECT printf('%08x%016x', $now / 1000 - $conversations + n, n), $app, '', 'user ' || n, $now, '{"givenName":"Ada","surname":"' || n || '","locales":[]}', '{}', $now FROM i;
            WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < $conversations)
            INSERT INTO conversations (id, app_id, type, user_id, is_default, display_name, epoch, message_count, last_updated_at, created_at)
            SELECT printf('%08x%016x', $now / 1000 - $conversations + n, $conversations + n), $app, 'personal', printf('%08x%016x', $now / 1000 - $conversations + n, n), 1, 'Conversation ' || n, 0, 0, $now, $now FROM i;
            INSERT INTO participants (id, conversation_id, user_id, unread_count, created_at)
            SELECT substr(id, 1, 8) || '8' || substr(id, 10), id, user_id, 0, created_at FROM conversations WHERE app_id = $app AND user_id IS NOT NULL;
            WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n + 1 < $conversations)
            INSERT INTO removals (id, app_id, token, media_hash, size, reason, requested_by, requested_at, attempts, due_at, erased_at)
            SELECT printf('%08x%016x', $now / 1000 - $conversations + n, n), $app, NULL, randomblob(32), 100000, 'request', 'app_seed', $now, 1, $now, $now FROM i;
            INSERT INTO app_usage (app_id, media_type, attachments, bytes) VALUES ($app, 'image/jpeg', $attachments, $attachments * 100000);
            COMMIT;
            ANALYZE;
            """;
        command.Parameters.AddWithValue("$attachments", attachments);
        command.Parameters.AddWithValue("$conversations", Conversations);
        command.Parameters.AddWithValue("$app", app);
        command.Parameters.AddWithValue("$now", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        command.ExecuteNonQuery();
    }

    private async Task TalkAsync(ServerProcess server)
    {
        var target = receiver.Prefixes.First();
        await Traffic.PostAsync(server, "integrations", new { type = "custom", webhooks = new[] { new { target, triggers = new[] { "conversation:message" } } } }, "integration");
        var user = await Traffic.PostAsync(server, "users", new { externalId = BusyUser }, "user");
        var conversation = await Traffic.PostAsync(server, "conversations", new { type = "personal", participants = new[] { new { userId = user } } }, "conversation");
        for (var i = 0; i < Messages; i++)
        {
            using var response = await server.Client.PostAsJsonAsync(
                $"/v2/apps/{server.AppId}/conversations/{conversation}/messages", new { author = new { type = "user", userId = user }, content = new { type = "text", text = $"message {i}" } });
            response.EnsureSuccessStatusCode();
        }

        // The calls follow the messages.
        await Task.Delay(TimeSpan.FromSeconds(3));
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true) (await receiver.GetContextAsync()).Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }
}
