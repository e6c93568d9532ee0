using Parhelion.Client;

namespace Shop;

/// <summary>The code under test: a shop that sends receipts.</summary>
internal sealed class Receipts(ParhelionClient client, string appId)
{
    /// <summary>Uploads a receipt; where it is.</summary>
    public async Task<string> SendAsync(string text, CancellationToken cancellationToken = default)
    {
        var source = UploadSource.FromBytes(System.Text.Encoding.UTF8.GetBytes(text), "receipt.txt");
        return (await client.Attachments.UploadAttachmentAsync(appId, "public", source, cancellationToken: cancellationToken)).MediaUrl;
    }

    /// <summary>Takes a receipt back; whether it was still there.</summary>
    public async Task<bool> RecallAsync(string mediaUrl, CancellationToken cancellationToken = default)
    {
        try
        {
            await client.Attachments.DeleteAttachmentAsync(appId, mediaUrl, cancellationToken);
            return true;
        }
        catch (ParhelionException e) when (e.Status == 404)
        {
            return false;
        }
    }
}
