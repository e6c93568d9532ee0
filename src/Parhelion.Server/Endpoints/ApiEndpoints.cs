using Parhelion.Server.Access;

namespace Parhelion.Server.Endpoints;

/// <summary>Maps all routes of the API. Most routes are below <c>/v2</c>. The routes of resumable uploads and upload links are below <c>/uploads</c>, and the
/// routes of OAuth are below <c>/oauth</c>.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/v2");
        api.MapGroup("/apps").WithMetadata(EndpointAccessRule.Account).WithTags("Apps").MapApps();
        api.MapGroup("/apps/{appId}").WithTags("Apps").MapApp();
        api.MapGroup("/apps/{appId}/keys").WithMetadata(EndpointAccessRule.Account).WithTags("App Keys").MapKeys();
        api.MapGroup("/account/keys").WithMetadata(EndpointAccessRule.Account).WithTags("Account Keys").MapAccountKeys();
        api.MapGroup("/audit").WithMetadata(EndpointAccessRule.Account).WithTags("Audit").MapAudit();
        api.MapGroup("/apps/{appId}/attachments").WithMetadata(EndpointAccessRule.Chat).WithTags("Attachments").MapAttachments();
        api.MapGroup("/apps/{appId}/attachments").WithMetadata(EndpointAccessRule.Chat).WithTags("Attachments").MapAttachmentLists();
        api.MapGroup("/apps/{appId}/attachments").WithMetadata(EndpointAccessRule.Chat).WithTags("Attachments").MapUploadLinks();
        api.MapGroup("/apps/{appId}/attachments").WithMetadata(EndpointAccessRule.App).WithTags("Attachments").MapMediaAccess();
        // No access rule: the route takes a media token, which is not a credential of the API.
        api.MapGroup("/apps/{appId}/attachments/cookie").WithTags("Attachments").MapMediaCookie();
        api.MapGroup("/apps/{appId}/attachments/receipts").WithMetadata(EndpointAccessRule.Receipts).WithTags("Attachments").MapReceipts();
        api.MapGroup("/apps/{appId}/attachments/usage").WithMetadata(EndpointAccessRule.App).WithTags("Attachments").MapUsage();
        api.MapGroup("/apps/{appId}/users").WithMetadata(EndpointAccessRule.Chat).WithTags("Users").MapUsers();
        api.MapGroup("/apps/{appId}/users/{userIdOrExternalId}/clients").WithMetadata(EndpointAccessRule.Chat).WithTags("Clients").MapClients();
        api.MapGroup("/apps/{appId}/users/{userIdOrExternalId}/devices").WithMetadata(EndpointAccessRule.Chat).WithTags("Devices").MapDevices();
        var conversations = api.MapGroup("/apps/{appId}/conversations").WithMetadata(EndpointAccessRule.Chat);
        conversations.MapGroup("").WithTags("Conversations").MapConversations();
        conversations.MapGroup("/{conversationId}/download").WithTags("Conversations").MapMessageReferences();
        conversations.MapGroup("/{conversationId}/conversionEvents").WithTags("Conversations").MapConversionEvents();
        conversations.MapGroup("/{conversationId}").WithTags("Participants").MapParticipants();
        conversations.MapGroup("/{conversationId}/messages").WithTags("Messages").MapMessages();
        conversations.MapGroup("/{conversationId}/activity").WithTags("Activities").MapActivities();
        conversations.MapGroup("/{conversationId}").WithTags("Switchboard Actions").MapControl();
        var switchboards = api.MapGroup("/apps/{appId}/switchboards").WithMetadata(EndpointAccessRule.App);
        switchboards.MapGroup("").WithTags("Switchboards").MapSwitchboards();
        switchboards.MapGroup("/{switchboardId}/switchboardIntegrations").WithTags("Switchboard Integrations").MapSwitchboardIntegrations();
        var integrations = api.MapGroup("/apps/{appId}/integrations");
        integrations.MapGroup("").WithMetadata(EndpointAccessRule.App).WithTags("Integrations").MapIntegrations();
        integrations.MapGroup("/{integrationId}/keys").WithMetadata(EndpointAccessRule.App).WithTags("Custom Integration API Keys").MapIntegrationKeys();
        integrations.MapGroup("/{integrationId}/webhooks").WithMetadata(EndpointAccessRule.Webhooks).WithTags("Webhooks").MapWebhooks();
        api.MapGroup("/apps/{appId}/simulator").WithMetadata(EndpointAccessRule.App).WithTags("Simulator").MapSimulator();
        // No access rule: the id of an upload is the right to continue it.
        routes.MapGroup("/uploads/{id:length(24)}").WithMetadata(new OpenApiNoSecurity()).WithTags("Uploads").MapUploads();
        // No access rule: the token of an upload link is the right to upload. It is longer than the id of an upload.
        routes.MapGroup("/uploads/{token}").WithTags("Uploads").MapLink();
        api.MapGroup("/tokenInfo").WithMetadata(EndpointAccessRule.Chat).WithTags("OAuth").MapTokenInfo();
        routes.MapGroup("/oauth").WithTags("OAuth").MapOAuth();
    }
}
