using System.Text.Json;

namespace Parhelion.Server.Tests.Faults;

/// <summary>What a server must still do after a fault of its disk.</summary>
internal static class FaultChecks
{
    /// <summary>Uploads a file with the text <c>kept</c> and reads it; the path of its media URL.</summary>
    public static async Task<string> AssertServesAsync(ServerProcess server)
    {
        var (status, path) = await server.UploadAsync(new ByteArrayContent("kept"u8.ToArray()), "kept.txt");
        Assert.Equal(201, status);
        Assert.Equal("kept", await server.Client.GetStringAsync(path, TestContext.Current.CancellationToken));
        return path!;
    }

    /// <summary>Waits until the newest receipt says that the bytes are erased.</summary>
    public static async Task ErasedAsync(ServerProcess server)
    {
        var receipt = default(JsonElement);
        await Uploads.WaitAsync(
            async () =>
            {
                using var answer = JsonDocument.Parse(await server.Client.GetStringAsync($"/v2/apps/{server.AppId}/attachments/receipts"));
                receipt = answer.RootElement.GetProperty("receipts")[0].Clone();
                return receipt.TryGetProperty("erasedAt", out _);
            },
            () => receipt.ToString());
    }
}
