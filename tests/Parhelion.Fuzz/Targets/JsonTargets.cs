using System.Text;
using Microsoft.AspNetCore.Http;
using Parhelion.Core.Serving;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Endpoints;
using Parhelion.Server.Wire;

namespace Parhelion.Fuzz.Targets;

/// <summary>JSON bodies, and the fields of each kind.</summary>
internal static class JsonTargets
{
    private const string Id = "0123456789abcdef01234567";
    private const int Limit = 100 * 1024;

    private static readonly MediaUrls Urls = new(new Uri("https://media.example"), []);

    private static readonly Action<JsonBody>[] Readers =
    [
        body => MessageBodyReader.Draft(body, Urls),
        body => UserBodyReader.New(body, Id, Id, DateTimeOffset.UnixEpoch),
        body => ConversationBodyReader.New(body, Id, Id, DateTimeOffset.UnixEpoch),
        body => ConversationBodyReader.Participants(body, "personal"),
        body => AppMapper.Settings(body, "{}", AllowedFileTypes.Default),
        body => AppMapper.Metadata(body, null),
    ];

    /// <summary>The targets: the first byte chooses the kind of the body.</summary>
    public static IEnumerable<Target> All =>
    [
        new("json", Read)
        {
            Seeds = [.. Seeds.Select((seed, index) => (byte[])[(byte)seed.Kind, .. Encoding.UTF8.GetBytes(seed.Json)])],
            Words = [.. Text.Bytes(
                "{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e308", "\\u0000", "\\ud800", "\\udc00\\ud800", "\"type\":", "\"text\"", "\"items\":[", "\"actions\":[", "\"metadata\":{",
                "\"mediaUrl\":\"https://media.example/apps/" + Id + "/AAAAAAAAAAAAAAAAAAAAAAAA/x.png\"", "\"fields\":[", "\"author\":{", "\uFEFF", "\"a\":")],
            Documented = [typeof(ProblemException)],
            MostBytes = 32 * 1024,
        },
    ];

    private static IEnumerable<(int Kind, string Json)> Seeds =>
    [
        (0, """{"author":{"type":"user","userId":"0123456789abcdef01234567"},"content":{"type":"text","text":"hi","actions":[{"type":"link","text":"a","uri":"https://a.example"}]}}"""),
        (0, """{"author":{"type":"business","displayName":"x","subtypes":["AI"]},"content":{"type":"carousel","items":[{"title":"t","mediaUrl":"https://a.example/x.png","actions":[{"type":"postback","text":"t","payload":"p","metadata":{"a":1}}]}]},"metadata":{"k":"v"}}"""),
        (0, """{"author":{"type":"business"},"content":{"type":"form","fields":[{"type":"select","name":"n","label":"l","options":[{"label":"a","name":"b"}]}]},"destination":{"integrationId":"x"}}"""),
        (0, """{"author":{"type":"business"},"content":{"type":"location","coordinates":{"lat":1.5,"long":-2},"location":{"address":"a","name":null}}}"""),
        (0, """{"author":{"type":"business"},"content":{"type":"image","mediaUrl":"https://media.example/apps/0123456789abcdef01234567/AAAAAAAAAAAAAAAAAAAAAAAA/x.png","x":{"y":[1,2,3]}}}"""),
        (1, """{"externalId":"e","signedUpAt":"2026-01-31T09:30:00.000Z","profile":{"givenName":"a","email":"a@b.example","locale":"de"},"metadata":{"a":true}}"""),
        (2, """{"type":"sdkGroup","displayName":"d","description":null,"iconUrl":"https://a.example","metadata":{"x":1},"participants":[{"userId":"0123456789abcdef01234567","subscribeSDKClient":true}]}"""),
        (3, """{"type":"personal","participants":[{"userExternalId":"e"}]}"""),
        (4, """{"settings":{"conversationRetentionSeconds":86400,"attachmentsAccess":"private","maskCreditCardNumbers":true,"attachmentsTokenExpirationSeconds":7200}}"""),
        (5, """{"metadata":{"a":"b","c":1.5,"d":false}}"""),
    ];

    private static void Read(byte[] input)
    {
        if (input.Length == 0) return;
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/json";
        http.Request.Body = new MemoryStream(input, 1, input.Length - 1);
        using var body = JsonBody.ReadAsync(http, Limit).GetAwaiter().GetResult();
        Readers[input[0] % Readers.Length](body);
        body.ThrowIfFaulty();
    }
}
