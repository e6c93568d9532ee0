using Parhelion.Core.Catalog;

namespace Parhelion.Tests;

/// <summary>A database from when users of simulated channels had a table of their own.</summary>
internal static class ChannelMigration
{
    /// <summary>Makes the schema of that time, with users of channels and deliveries to them.</summary>
    public static async ValueTask<bool> CreateAsync(DatabaseSession session)
    {
        await OldSchema.CreateAsync(session, "0024");
        await session.Sql("INSERT INTO apps (id, display_name, settings, metadata, created_at) VALUES ('a', 'x', '{}', NULL, 0)").ExecuteAsync();
        await session.Sql("INSERT INTO integrations (id, app_id, type, created_at) VALUES ('viber', 'a', 'viber', 0), ('web', 'a', 'web', 0)").ExecuteAsync();
        foreach (var user in (string[])["u1", "u2"])
        {
            await session.Sql("""
                INSERT INTO users (id, app_id, brand_id, signed_up_at, profile, metadata, created_at) VALUES (@user, 'a', '', 0, '{}', '{}', 0)
                """).With("@user", user).ExecuteAsync();
        }

        await session.Sql("""
            INSERT INTO conversations (id, app_id, type, user_id, is_default, epoch, message_count, last_updated_at, created_at)
            VALUES ('c1', 'a', 'personal', 'u1', 1, 0, 0, 0, 0), ('c2', 'a', 'personal', 'u1', 0, 0, 0, 0, 0)
            """).ExecuteAsync();
        await session.Sql("""
            INSERT INTO clients (id, app_id, user_id, type, status, integration_id, external_id, created_at) VALUES ('linked', 'a', 'u1', 'viber', 'active', 'viber', '8', 0)
            """).ExecuteAsync();
        await session.Sql("""
            INSERT INTO simulated_users (id, app_id, integration_id, user_id, external_id, last_seen)
            VALUES ('s1', 'a', 'web', 'u1', NULL, 5), ('s2', 'a', 'viber', 'u2', '7', 6), ('s3', 'a', 'viber', 'u1', '9', 7), ('s4', 'a', 'web', 'gone', '1', 8)
            """).ExecuteAsync();
        await session.Sql("""
            INSERT INTO simulated_deliveries (id, app_id, integration_id, conversation_id, user_id, message_id, status, created_at)
            VALUES ('d1', 'a', 'web', 'c1', 'u1', 'm', 'sent', 0), ('d2', 'a', 'viber', 'c1', 'u1', 'm', 'sent', 0), ('d3', 'a', 'web', 'c1', 'u2', 'm', 'sent', 0)
            """).ExecuteAsync();
        return true;
    }

    /// <summary>The clients and deliveries that there are then, as lines.</summary>
    public static async ValueTask<string> ReadAsync(DatabaseSession session, CancellationToken cancellationToken)
    {
        var clients = await session.Sql("SELECT id, user_id, type, status, integration_id, COALESCE(external_id, '-'), COALESCE(last_seen, 0), COALESCE(linked_at, 0) FROM clients ORDER BY id").AllAsync(
            row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} {row.GetString(3)} {row.GetString(4)} {row.GetString(5)} {row.GetInt64(6)} {row.GetInt64(7)}", cancellationToken);
        var places = await session.Sql("SELECT conversation_id, client_id, user_id, position FROM client_associations ORDER BY client_id")
            .AllAsync(row => $"{row.GetString(0)} {row.GetString(1)} {row.GetString(2)} {row.GetInt64(3)}", cancellationToken);
        var deliveries = await session.Sql("SELECT id, COALESCE(client_id, '-') FROM simulated_deliveries ORDER BY id").AllAsync(row => $"{row.GetString(0)} {row.GetString(1)}", cancellationToken);
        return string.Join('\n', [.. clients, .. places, .. deliveries]);
    }

    /// <summary>The lines that are expected: a user who has a client on the channel keeps that one.</summary>
    public static string Expected => """
        linked u1 viber active viber 8 0 0
        s1 u1 sdk active web - 5 5
        s2 u2 viber active viber 7 6 6
        c1 s1 u1 5
        d1 s1
        d2 linked
        d3 -
        """.ReplaceLineEndings("\n");
}
