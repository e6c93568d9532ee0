using System.Text.Json.Nodes;
using Parhelion.Core.Catalog;
using Parhelion.Core.Naming;
using Parhelion.Core.Uploading;

namespace Parhelion.Core.Conversations;

/// <summary>Represents a media URL in the content of a message, together with the JSON object that contains the URL. The object is the content itself, or one
/// of the items in the content.</summary>
/// <param name="Field">Name of the field with the URL in the request, such as <c>content.items[2].mediaUrl</c>. Problem responses contain this name.</param>
/// <param name="Holder">The object with the field <c>mediaUrl</c>.</param>
/// <param name="Url">The URL as it was sent.</param>
/// <param name="Path">The path of the URL, if it is a media URL of this server. <c>null</c> for a URL of another server, which is stored and never
/// fetched.</param>
public sealed record MediaUrlReference(string Field, JsonObject Holder, string Url, MediaPath? Path)
{
    private const int AltTextLength = 128;
    private const string UnknownType = "application/octet-stream";

    /// <summary>Adds the media type, the size, the id and the alternative text of an attachment of this server to <see cref="Holder"/>.</summary>
    internal void Fill(AttachmentRow attachment)
    {
        Holder["mediaType"] = attachment.MediaType;
        Holder["mediaSize"] = attachment.Size;
        Holder["attachmentId"] = attachment.Id;
        Describe(attachment.FileName);
    }

    /// <summary>Adds the media type and the alternative text of a file on another server to <see cref="Holder"/>, as far as the URL shows them. The file is not
    /// fetched.</summary>
    internal void FillForeign(AllowedFileTypes types)
    {
        var name = Uri.TryCreate(Url, UriKind.Absolute, out var uri) ? Uri.UnescapeDataString(uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..]) : "";
        var isItem = Holder.ContainsKey("title");
        if (!isItem || !Holder.ContainsKey("mediaType")) Holder["mediaType"] = types.MediaTypeOf(System.IO.Path.GetExtension(name).TrimStart('.')) ?? UnknownType;
        if (!isItem) Holder["mediaSize"] = 0;
        Describe(name);
    }

    // Clients of Sunshine Conversations refuse a response with a longer text than a request may have.
    private void Describe(string fileName)
    {
        if (Holder.ContainsKey("altText") || fileName.Length == 0) return;
        var length = Math.Min(fileName.Length, AltTextLength);
        if (length < fileName.Length && char.IsHighSurrogate(fileName[length - 1])) length--;
        Holder["altText"] = fileName[..length];
    }
}
