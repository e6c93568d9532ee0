namespace Parhelion.Core.Moving;

/// <summary>Lists all tables that are copied when an installation is moved to another database. A test compares these tables and their columns with the schema
/// of the database, so that none is forgotten.</summary>
/// <remarks>Six tables are not copied:
/// <list type="bullet">
/// <item><c>schema_versions</c>, <c>installation</c> and <c>late_writes</c> describe one database and its store: the migrations of the database, its identity,
/// and erased blobs that a late write may bring back into the store.</item>
/// <item><c>resumable_uploads</c> and <c>renditions</c> refer to bytes that are not copied. Clients begin these uploads again, and the server makes the
/// renditions again.</item>
/// <item><c>console_sessions</c> has the sessions of the web console, which end with the server.</item>
/// </list>
/// </remarks>
internal static class CopiedTables
{
    /// <summary>The table <c>attachments</c>, whose rows have blobs.</summary>
    public static readonly CopiedTableDefinition Attachments = new(
        "attachments", "token", "id app_id conversation_id file_name media_type charset held_by access", "for_message size created_at width height duration", "sha256");

    /// <summary>All tables that a move copies. The table of attachments is last, because the copying of blobs takes long. The rows of all other tables are
    /// therefore read within a short time.</summary>
    public static readonly IReadOnlyList<CopiedTableDefinition> All =
    [
        new("apps", "id", "display_name settings metadata", "created_at"),
        new("keys", "id", "app_id display_name integration_id", "created_at is_configured", "secret"),
        new(
            "integrations", "id", "app_id type display_name fields oauth_client", "created_at", "secrets",
            new UniqueIndexConflictRule(["app_id", "oauth_client"], "oauth_client IS NOT NULL")),
        new("oauth_codes", "hash", "client_id redirect_uri app_id granted_by key_id", "expires_at"),
        new("simulated_deliveries", "id", "app_id integration_id conversation_id user_id client_id message_id status error", "created_at"),
        new("webhooks", "id", "app_id integration_id target triggers", "include_full_user include_full_source created_at", "secret"),
        new("switchboards", "id", "app_id default_id", "enabled created_at"),
        new(
            "switchboard_integrations", "id", "app_id switchboard_id name integration_id integration_type next_id",
            "deliver_standby_events message_history_count created_at"),
        new(
            "users", "id", "app_id brand_id external_id profile metadata zendesk_id email email_verification", "signed_up_at to_be_retained created_at", "",
            new UniqueIndexConflictRule(["app_id", "external_id", "brand_id"], "external_id IS NOT NULL"), new UniqueIndexConflictRule(["app_id", "zendesk_id"], "zendesk_id IS NOT NULL"),
            new UniqueIndexConflictRule(["app_id", "email", "brand_id"], "email IS NOT NULL")),
        new("clients", "id", "app_id user_id type status integration_id external_id", "last_seen linked_at created_at"),
        new("client_associations", "conversation_id client_id", "user_id", "position"),
        new("conversion_events", "id", "conversation_id channel payload", "bytes created_at"),
        new(
            "conversations", "id", "app_id type user_id display_name description icon_url metadata active_id pending_id",
            "is_default epoch message_count business_last_read last_updated_at expires_at created_at", "",
            new UniqueIndexConflictRule(["user_id", "is_default"], "is_default = 1")),
        new(
            "participants", "id", "conversation_id user_id", "unread_count last_read created_at", "",
            new UniqueIndexConflictRule(["user_id", "conversation_id"])),
        new("messages", "id", "conversation_id author_id author content metadata source", "epoch received_at"),
        new("message_attachments", "token message_id"),
        new("event_payloads", "stream event_id", "payload"),
        new("webhook_deliveries", "webhook_id stream event_id", "type", "bytes created_at attempts due_at"),
        new("cascades", "id", "app_id reason requested_by kind target_id", "requested_at worked_at"),
        new("pending_user_removals", "cascade_id", "app_id user_id payload"),
        new("upload_links", "id", "app_id", "uploads expires_at"),
        new("app_usage", "app_id media_type", numbers: "attachments bytes"),
        new("app_usage_days", "app_id day", numbers: "uploads uploaded_bytes deletions deleted_bytes"),
        new("app_usage_changes", "app_id day media_type id", numbers: "uploads uploaded_bytes deletions deleted_bytes"),
        new("rendition_states", "token", numbers: "queued_at due_at attempts", bytes: "placeholder"),
        new("refusals", "id", "app_id conversation_id reason file_name media_type signature", "size refused_at", "sha256"),
        // Entries never change, so a move only adds them.
        new("audit_entries", "id", "node actor scope action app_id subject_id request_id address detail", "created_at"),
        new("removals", "id", "app_id token reason requested_by cascade_id path", "size requested_at attempts due_at erased_at purged_at unstamped", "media_hash"),
        Attachments,
    ];
}
