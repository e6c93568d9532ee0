using System.Text;
using Parhelion;

namespace Shop;

/// <summary>The code under test: a shop that sends receipts.</summary>
internal sealed class Receipts(ParhelionClient client, string appId)
{
    /// <summary>Uploads a receipt; where it is.</summary>
    public async Task<string> SendAsync(string text, CancellationToken cancellationToken = default)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var attachment = await client.Attachments.UploadAttachmentAsync(appId, AttachmentAccess.Public, bytes, "receipt.txt", cancellationToken: cancellationToken);
        return attachment.MediaUrl;
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
