namespace Parhelion.Server.WebConsole;

/// <summary>Sample code, ready to paste, that uploads a picture to an app and deletes the picture again.</summary>
/// <param name="Language">The name of the programming language on the page.</param>
/// <param name="Text">The code.</param>
public sealed record CodeSample(string Language, string Text)
{
    /// <summary>Stands for a secret that is not shown.</summary>
    public const string NoSecret = "SECRET";

    /// <summary>Returns the programs for an app: with the official SDK of each language, for C# with the client of this project.</summary>
    /// <param name="api">Base URL of the API, without a slash at its end.</param>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the key that the programs use.</param>
    /// <param name="secret">The secret of the key, or <see cref="NoSecret"/>.</param>
    public static IReadOnlyList<CodeSample> Of(Uri api, string appId, string keyId, string secret)
    {
        ArgumentNullException.ThrowIfNull(api);
        var url = api.AbsoluteUri.TrimEnd('/');
        return
        [
            new("curl", $$"""
                URL='{{url}}/v2/apps/{{appId}}/attachments'
                curl -sS -u '{{keyId}}:{{secret}}' -F 'source=@picture.png' "$URL?access=public"
                # To delete it, set MEDIA_URL to the mediaUrl of the response:
                # curl -sS -u '{{keyId}}:{{secret}}' -H 'Content-Type: application/json' -d "{\"mediaUrl\":\"$MEDIA_URL\"}" "$URL/remove"
                """),
            new("Python", $$"""
                # pip install sunshine-conversations-client
                import sunshine_conversations_client

                configuration = sunshine_conversations_client.Configuration(
                    host='{{url}}', username='{{keyId}}', password='{{secret}}')
                with sunshine_conversations_client.ApiClient(configuration) as client:
                    attachments = sunshine_conversations_client.AttachmentsApi(client)
                    uploaded = attachments.upload_attachment(
                        app_id='{{appId}}', access='public', source='picture.png')
                    print(uploaded.attachment.media_url)
                    attachments.delete_attachment(
                        app_id='{{appId}}', attachment_delete_body={'mediaUrl': uploaded.attachment.media_url})
                """),
            new("JavaScript", $$"""
                // npm install sunshine-conversations-client
                const fs = require('fs');
                const SunshineConversationsApi = require('sunshine-conversations-client');

                const client = SunshineConversationsApi.ApiClient.instance;
                client.basePath = '{{url}}';
                Object.assign(client.authentications.basicAuth, { username: '{{keyId}}', password: '{{secret}}' });

                (async () => {
                  const attachments = new SunshineConversationsApi.AttachmentsApi();
                  const { attachment } = await attachments.uploadAttachment('{{appId}}', 'public', fs.createReadStream('picture.png'));
                  console.log(attachment.mediaUrl);
                  await attachments.deleteAttachment('{{appId}}', { mediaUrl: attachment.mediaUrl });
                })();
                """),
            new("Ruby", $$"""
                # gem install sunshine-conversations-client
                require 'sunshine-conversations-client'

                SunshineConversationsClient.configure do |config|
                  config.server_index = nil
                  config.scheme = '{{api.Scheme}}'
                  config.host = '{{api.Authority}}'
                  config.base_path = '{{api.AbsolutePath}}'
                  config.username = '{{keyId}}'
                  config.password = '{{secret}}'
                end

                attachments = SunshineConversationsClient::AttachmentsApi.new
                uploaded = attachments.upload_attachment('{{appId}}', 'public', File.new('picture.png'))
                puts uploaded.attachment.media_url
                attachments.delete_attachment('{{appId}}', { mediaUrl: uploaded.attachment.media_url })
                """),
            new("Java", $$"""
                // Maven: com.zendesk:sunshine-conversations-client
                import com.zendesk.sunshine_conversations_client.ApiClient;
                import com.zendesk.sunshine_conversations_client.Configuration;
                import com.zendesk.sunshine_conversations_client.api.AttachmentsApi;
                import com.zendesk.sunshine_conversations_client.auth.HttpBasicAuth;
                import com.zendesk.sunshine_conversations_client.model.AttachmentDeleteBody;
                import java.io.File;

                public class Example {
                    public static void main(String[] args) throws Exception {
                        ApiClient client = Configuration.getDefaultApiClient();
                        client.setBasePath("{{url}}");
                        HttpBasicAuth basic = (HttpBasicAuth) client.getAuthentication("basicAuth");
                        basic.setUsername("{{keyId}}");
                        basic.setPassword("{{secret}}");

                        AttachmentsApi attachments = new AttachmentsApi(client);
                        String mediaUrl = attachments.uploadAttachment("{{appId}}", "public", new File("picture.png"), null, null).getAttachment().getMediaUrl();
                        System.out.println(mediaUrl);
                        attachments.deleteAttachment("{{appId}}", new AttachmentDeleteBody().mediaUrl(mediaUrl));
                    }
                }
                """),
            new("C#", $$"""
                // dotnet add package Parhelion.Client
                using Parhelion;

                using var client = new ParhelionClient("{{url}}", "{{keyId}}", "{{secret}}");
                var attachment = await client.Attachments.UploadAttachmentAsync("{{appId}}", AttachmentAccess.Public, "picture.png");
                Console.WriteLine(attachment.MediaUrl);
                await client.Attachments.DeleteAttachmentAsync("{{appId}}", attachment.MediaUrl);
                """),
        ];
    }
}
