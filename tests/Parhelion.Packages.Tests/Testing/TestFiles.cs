using System.Net.Http.Json;
using System.Text.Json;
using Parhelion.Testing;

namespace Parhelion.Packages.Tests.Testing;

/// <summary>Files of tests, and an upload without the client.</summary>
internal static class TestFiles
{
    public static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    /// <summary>A picture of any size.</summary>
    public static byte[] PngOf(int bytes)
    {
        var picture = new byte[bytes];
        Png.CopyTo(picture, 0);
        return picture;
    }

    public static string UploadPath(ParhelionServer server) => $"/v2/apps/{server.AppId}/attachments?access=public";

    public static async Task<HttpResponseMessage> PostAsync(ParhelionServer server, byte[] bytes, string name = "picture.png")
    {
        using var client = server.CreateClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "source", name } };
        return await client.PostAsync(UploadPath(server), form, TestContext.Current.CancellationToken);
    }

    public static async Task<string> UploadAsync(ParhelionServer server, byte[] bytes, string name = "picture.png")
    {
        using var response = await PostAsync(server, bytes, name);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return body.GetProperty("attachment").GetProperty("mediaUrl").GetString()!;
    }
}
