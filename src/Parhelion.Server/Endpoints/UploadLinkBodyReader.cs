using Parhelion.Core;
using Parhelion.Core.Uploading;
using Parhelion.Protocol;
using Parhelion.Server.Access;
using Parhelion.Server.Wire;

namespace Parhelion.Server.Endpoints;

/// <summary>Reads and validates the request body that creates an upload link.</summary>
internal sealed class UploadLinkBodyReader(UploadOptions options, AllowedFileTypes types, TimeProvider clock)
{
    private const int MaxExtensions = 100;
    private const int MaxUploads = 100;
    private const long ShortestLink = 60;
    private const long LongestLink = 86_400;
    private const long DefaultLink = 3600;

    /// <summary>Reads what the link shall allow.</summary>
    /// <param name="body">The body of the request.</param>
    /// <param name="appId">Id of the app.</param>
    /// <param name="keyId">Id of the API key of the caller.</param>
    /// <param name="isPrivateByDefault">Whether uploads without <c>access</c> are private. If not, it is required.</param>
    /// <exception cref="ProblemException">Status 400, with all invalid fields.</exception>
    public UploadLinkClaims Read(JsonBody body, string appId, string keyId, bool isPrivateByDefault)
    {
        var isPrivate = IsPrivate(body, isPrivateByDefault);
        var forMessage = body.OptionalChoice("for", "message") is not null;
        var conversationId = ConversationId(body);
        var maxBytes = body.OptionalInteger("maxBytes", 1, options.MaxBytes);
        var extensions = Extensions(body);
        var uploads = body.OptionalInteger("maxUploads", 1, MaxUploads) ?? 1;
        var seconds = body.OptionalInteger("expiresIn", ShortestLink, LongestLink) ?? DefaultLink;
        body.ThrowIfFaulty();
        return new UploadLinkClaims(ObjectId.New(clock), keyId, appId, clock.GetUtcNow().ToUnixTimeSeconds() + seconds, (int)uploads)
        {
            Conversation = conversationId,
            ForMessage = forMessage,
            IsPrivate = isPrivate,
            Bytes = maxBytes,
            Extensions = extensions,
        };
    }

    private static bool IsPrivate(JsonBody body, bool isPrivateByDefault)
    {
        const string Name = "access";
        var access = isPrivateByDefault
            ? body.OptionalChoice(Name, AttachmentAccessNames.Public, AttachmentAccessNames.Private) ?? AttachmentAccessNames.Private
            : body.RequiredChoice(Name, AttachmentAccessNames.Public, AttachmentAccessNames.Private);
        return access == AttachmentAccessNames.Private;
    }

    private static string? ConversationId(JsonBody body)
    {
        const string Name = "conversationId";
        var id = body.OptionalText(Name, 0, int.MaxValue);
        if (id is null || ObjectId.IsValid(id)) return id;
        body.Reject($"'{Name}' should have 24 lower-case hexadecimal characters");
        return null;
    }

    // They are part of the URL, which must not become too long for clients and proxies.
    private string? Extensions(JsonBody body)
    {
        const string Name = "extensions";
        if (!body.IsSet(Name)) return null;
        var given = body.RequiredTexts(Name, 1, MaxExtensions);
        foreach (var (index, extension) in given.Index())
        {
            if (extension.Length > 0 && !types.AllowsExtension(extension)) body.Reject($"'{Name}[{index}]' should be an extension that this server accepts, without a dot");
        }

        var text = string.Join(',', given.Select(extension => extension.ToLowerInvariant()).Distinct(StringComparer.Ordinal));
        if (text.Length > UploadLinks.MaxExtensionsLength) body.Reject($"'{Name}' should have at most {UploadLinks.MaxExtensionsLength} characters in all");
        return text;
    }
}
